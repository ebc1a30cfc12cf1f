// A real OpenID provider as a process of its own: `node lib/provider.mjs`. Its people are invented; one signs in by choosing one.

import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

export const CLIENT = "motcua-e2e";
export const SECRET = "not a secret: only this machine reaches it";

/** Who one may sign in as. */
export const PEOPLE = {
  "e2e-1": { name: "Vũ Thị Hải Yến", birthdate: "1990-04-12", gender: "female", vn_number: "999190000411", acr: "loa2" },
  "e2e-2": { name: "Phan Đức Long", birthdate: "1979-12-01", gender: "male", vn_number: "999079000412", acr: "loa1" },
};

/** Serves until the process is ended. */
async function serve(issuer, site) {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT,
        client_secret: SECRET,
        redirect_uris: [`${site}/me/sign-in/thu/callback`],
        post_logout_redirect_uris: [`${site}/me/signed-out`],
        grant_types: ["authorization_code"],
        response_types: ["code"],
        token_endpoint_auth_method: "client_secret_basic",
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), kid: `e2e-${Date.now()}`, use: "sig", alg: "RS256" }] },
    cookies: { keys: ["only for tests"] },
    acrValues: ["loa1", "loa2"],
    claims: { openid: ["sub"], profile: ["name", "birthdate", "gender", "vn_number"] },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true, logoutSource: ask } },
    pkce: { required: () => true },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...PEOPLE[id] }) }),
  });
  const speak = provider.callback();
  const server = createServer((request, response) => {
    const answer = request.url.startsWith("/interaction/") ? interact(provider, request, response) : speak(request, response);
    Promise.resolve(answer).catch((error) => response.writeHead(500).end(String(error)));
  });
  const { hostname, port } = new URL(issuer);
  server.listen(Number(port), hostname, () => console.log(`provider: ${issuer}`));
}

/** The page that asks whether to sign out; the provider's own one loads its letters from elsewhere. */
async function ask(context, form) {
  const button = '<button type="submit" form="op.logoutForm" name="logout" value="yes">Đăng xuất</button>';
  context.body = `<!doctype html><html lang="vi"><title>Provider</title>${form}${button}`;
}

/** The page where one says who one is, and what comes of it. */
async function interact(provider, request, response) {
  const { params } = await provider.interactionDetails(request, response);
  const id = new URL(request.url, "http://x").searchParams.get("as");
  if (id === "nobody") {
    return provider.interactionFinished(request, response, { error: "access_denied" }, { mergeWithLastSubmission: false });
  }
  if (!PEOPLE[id]) {
    const choice = (key, text) => `<p><a href="?as=${key}">${text}</a></p>`;
    const people = Object.entries(PEOPLE).map(([key, { name }]) => choice(key, name));
    response.setHeader("content-type", "text/html; charset=utf-8");
    return response.end(`<!doctype html><html lang="vi"><title>Provider</title>${people.join("")}${choice("nobody", "Không")}`);
  }
  const grant = new provider.Grant({ accountId: id, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const result = { login: { accountId: id, acr: PEOPLE[id].acr }, consent: { grantId: await grant.save() } };
  return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  await serve(process.env.MOTCUA_E2E_PROVIDER, process.env.MOTCUA_E2E_ADDRESS);
}
