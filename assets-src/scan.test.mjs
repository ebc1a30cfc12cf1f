// Vectors for the scan field: what cards and scanners really send. Run with `npm test`.
import assert from "node:assert/strict";
import test from "node:test";
import { day, read, repair } from "../crates/views/assets/scan.js";

const card = "999085012345|012345678|Trần Văn Phúc|24071985|Nam|Số 12, phố Hồng Hà, phường Hồng Hà, Hà Nội|01062021";
const person = {
  id_number: "999085012345",
  full_name: "Trần Văn Phúc",
  birth_date: "24/7/1985",
  gender: "male",
  address: "Số 12, phố Hồng Hà, phường Hồng Hà, Hà Nội",
};
const garbled = (encoding) => new TextDecoder(encoding).decode(new TextEncoder().encode(card));

test("seven parts", () => assert.deepEqual(read(card), person));
test("an end of line after the card", () => assert.deepEqual(read(`${card}\r\n`), person));
test("no old number, left empty or left out", () => {
  assert.deepEqual(read(card.replace("012345678", "")), person);
  assert.deepEqual(read(card.replace("012345678|", "")), person);
});
test("UTF-8 read as Windows-1252", () => assert.deepEqual(read(garbled("windows-1252")), person));
test("letters and marks apart", () => assert.deepEqual(read(card.normalize("NFD")), person));
test("all small and all capital letters", () => {
  assert.equal(read(card.replace("Trần Văn Phúc", "trần văn phúc")).full_name, "Trần Văn Phúc");
  assert.equal(read(card.replace("Trần Văn Phúc", "TRẦN VĂN PHÚC")).full_name, "Trần Văn Phúc");
});
test("a woman", () => assert.equal(read(card.replace("|Nam|", "|Nữ|")).gender, "female"));
test("twelve digits, also with gaps", () => {
  assert.deepEqual(read("999085012345"), { id_number: "999085012345" });
  assert.deepEqual(read(" 999 085 012 345 "), { id_number: "999085012345" });
});
test("what cannot be read is refused, never guessed", () => {
  assert.equal(read("99908501234"), null);
  assert.equal(read("xin chào"), null);
  assert.equal(read(card.replace("999085012345", "99908501234")), null);
  assert.equal(read(card.replace("24071985", "31021985")), null);
  assert.equal(read(card.replace("Trần Văn Phúc", "Tra62n Va8n Phu1c")), null);
  assert.equal(read("a|b|c"), null);
});
test("good text is left alone", () => assert.equal(repair("Đỗ Thị Mai"), "Đỗ Thị Mai"));
test("days that do not exist", () => {
  assert.equal(day("29022024"), "29/2/2024");
  assert.equal(day("29022025"), "");
});
