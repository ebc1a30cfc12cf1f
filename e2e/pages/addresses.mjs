// Every page a person can reach, with who sees it. `{code}` and `{secret}` stand for a dossier received by the test.

/** Yesterday at noon by the legal clock, as a moment is asked for. */
const noon = new Date(Date.now() - 17 * 3600 * 1000);
const THEN = encodeURIComponent(`${noon.getUTCDate()}/${noon.getUTCMonth() + 1}/${noon.getUTCFullYear()} 12:00`);

/** Pages for everybody. */
export const PUBLIC = [
  "/", "/life/co-con-nho", "/life/tam-ngung-cham-dut", "/procedures?channel=online", "/procedures", "/procedures?q=khai+sinh", "/procedures?q=khong+co+dau", "/procedures/1.001193",
  "/procedures/1.001193?place=kim+ma", "/procedures/1.004222?place=phuc+xa&channel=online", "/open-data", "/open-data?page=1", "/track",
  "/board", "/board?all=1&metric=on_time", "/board?unit=00097", "/board/metrics", "/board/targets", "/board/index", "/board/reports", "/board/drill",
  "/board/act-now", "/board/contests", "/board?sheet=a4", "/board?sheet=a3&all=1", "/board/reports?key=xa-tuan",
  "/board/drill?unit=00097", `/board/drill?unit=00097&as_of=${THEN}`, `/board/act-now?as_of=${THEN}`, `/board/index?as_of=${THEN}`,
  `/board/targets?as_of=${THEN}`, `/board/metrics?as_of=${THEN}`,
  "/track/{code}?s={secret}", "/accessibility", "/privacy", "/help/shortcuts", "/desk/sign-in", "/desk/demo",
  "/me/sign-in", "/me/signed-out", "/me/demo", "/kiosk", "/kiosk/enrol", "/kiosk/demo",
];

/** What hangs on a wall: 1920 by 1080, held on one view. */
export const WALL = ["map", "league", "tiles"].map((view) => `/board/wall?view=${view}&hold=1`);

/** Pages of an officer at a counter. */
export const DESK = [
  "/desk", "/desk/intake", "/desk/dossiers?queue=received", "/desk/dossiers?queue=in-progress",
  "/desk/dossiers?queue=overdue", "/desk/dossiers?queue=corrections", "/desk/dossiers/{code}", "/desk/search",
  "/desk/register", "/desk/handover", "/desk/requests", "/desk/orders", "/desk/help", "/desk/kiosks", "/desk/entries", "/desk/shortcuts",
];

/**
 * Pages of those who lead, judge and answer: by login, plain addresses; pages found by a link on another page; and forms sent empty,
 * which come back with what is to be mended. `few`: a small city may have none of it.
 */
export const OFFICES = [
  {
    login: "ubndtp.lanhdao",
    addresses: [
      "/desk", "/desk/orders", "/desk/orders?whose=city", "/desk/orders/new", "/desk/orders/new?unit=00004&metric=online", "/board/act-now",
      "/board/drill?unit=00097", "/board/targets", "/board/reports", "/board/reports/define", "/board/reports/define?from=06a", "/board/reports/06a",
      "/board/reports/766", "/board/reports/xa-tuan?unit=00004", "/desk/figures", "/desk/guard", "/desk/guard?of=unit", "/desk/guard?of=again", "/desk/guard?of=missed",
    ],
    found: [
      { from: "/desk/orders?whose=city", link: "main a[href^='/desk/orders/0']" },
      { from: "/board/contests", link: "main a[href^='/board/contests/0']:not(:has-text('Giữ nguyên'))" },
      { from: "/board/reports?key=xa-tuan", link: "main a[href*='/editions/']" },
      { from: "/board/reports?key=06a-tuan", link: "main a[href*='/editions/']" },
    ],
    empty: ["/desk/orders/new?unit=00004", "/board/reports/define"],
  },
  {
    login: "ubndtp.thanhtra",
    addresses: ["/desk/signals", "/desk/signals?month=2025-01", "/desk/orders?whose=city", "/desk/guard?of=missed"],
    found: [{ from: "/desk/signals", link: "main a[href^='/desk/signals/']", few: true, empty: true }],
    empty: [],
  },
  {
    login: "trungtam.giamdoc",
    addresses: ["/desk", "/desk/orders?whose=unit", "/desk/guard", "/desk/signals"],
    found: [{ from: "/board/contests", link: "main li:has-text('Giữ nguyên số liệu') a, main li:has-text('Figure stands') a, main a[href^='/board/contests/0']" }],
    empty: [],
  },
  {
    login: "badinh.chutich",
    addresses: ["/desk/orders", "/desk/guard", "/board/contests/new?unit=00004&metric=online", "/desk/signals", "/board/drill?unit=00004&by=officer"],
    found: [],
    empty: ["/board/contests/new?unit=00004&metric=online"],
  },
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
  { address: "/board/reports/06a?period=2020-Q1", status: 422, desk: true },
  { address: "/board/reports/06a?period=thang-chin", status: 422, desk: true },
  { address: "/board/reports/xa-tuan?period=2999-W01", status: 422, desk: true },
  { address: "/board/reports/khong-co", status: 404, desk: true },
  { address: "/board/contests/00000000-0000-0000-0000-000000000000", status: 404 },
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
