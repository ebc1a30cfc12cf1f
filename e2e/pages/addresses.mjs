// Every page a person can reach, with who sees it. `{code}` and `{secret}` stand for a dossier received by the test.

/** Yesterday at noon by the legal clock, as a moment is asked for. */
const noon = new Date(Date.now() - 17 * 3600 * 1000);
const THEN = encodeURIComponent(`${noon.getUTCDate()}/${noon.getUTCMonth() + 1}/${noon.getUTCFullYear()} 12:00`);

/** Pages for everybody. */
export const PUBLIC = [
  "/", "/life/co-con-nho", "/life/tam-ngung-cham-dut", "/procedures?channel=online", "/procedures", "/procedures?q=khai+sinh", "/procedures?q=khong+co+dau", "/procedures/1.001193",
  "/procedures/1.001193?place=kim+ma", "/procedures/1.004222?place=phuc+xa&channel=online", "/open-data", "/open-data?page=1", "/track",
  "/board", "/board?all=1&metric=on_time", "/board?unit=00097", "/board/metrics", "/board/targets", "/board/index", "/board/reports", "/board/drill",
  "/board/act-now", "/board/contests",
  "/board/drill?unit=00097", `/board/drill?unit=00097&as_of=${THEN}`, `/board/act-now?as_of=${THEN}`, `/board/index?as_of=${THEN}`,
  `/board/targets?as_of=${THEN}`, `/board/metrics?as_of=${THEN}`,
  "/track/{code}?s={secret}", "/accessibility", "/privacy", "/help/shortcuts", "/desk/sign-in", "/desk/demo",
  "/me/sign-in", "/me/signed-out", "/me/demo", "/kiosk", "/kiosk/enrol", "/kiosk/demo",
];

/** Pages of an officer at a counter. */
export const DESK = [
  "/desk", "/desk/intake", "/desk/dossiers?queue=received", "/desk/dossiers?queue=in-progress",
  "/desk/dossiers?queue=overdue", "/desk/dossiers?queue=corrections", "/desk/dossiers/{code}", "/desk/search",
  "/desk/register", "/desk/handover", "/desk/requests", "/desk/orders", "/desk/help", "/desk/kiosks", "/desk/entries", "/desk/shortcuts",
];

/** Pages of a person signed in. */
export const MINE = ["/me", "/me/data", "/me/notices", "/me/notices/choice", "/me/mandates"];

/** Pages that are paper: their size in points (A5, A4, A4 landscape) and how many sheets at most. */
export const PAPER = [
  { address: "/desk/dossiers/{code}/receipt", width: 420, height: 595, sheets: 1 },
  { address: "/desk/dossiers/{code}/slips/control", width: 595, height: 842, sheets: 1 },
];

/** Pages that say no, with their status. */
export const NO = [
  { address: "/no-such-page", status: 404 },
  { address: "/board?from=24%2F7%2F2026&to=1%2F7%2F2026", status: 422 },
  { address: "/procedures/9.999999", status: 404 },
  { address: "/track/{unknown}?s=AAAA", status: 404 },
  { address: "/track/not-a-code?s=AAAA", status: 404 },
  { address: "/problems/wrong-phase", status: 200 },
  { address: "/desk/dossiers/H26.ZZZ-250101-9999", status: 404, desk: true },
];

/** What is found by searching: asked by a form, because names do not belong into addresses. */
export const SEARCHES = ["nguyen", "zzzzzz", "x"];

/** Puts the test's dossier into an address. */
export const fillIn = (address, { code, secret }) =>
  address
    .replace("{code}", encodeURIComponent(code))
    .replace("{secret}", secret)
    // Another one each time: wrong tries are counted for each code.
    .replace("{unknown}", `H26.ZZZ-250101-${1000 + Math.floor(Math.random() * 9000)}`);
