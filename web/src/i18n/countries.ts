/** Where parcels are usually sent, the shop's own first. Others can be had through the API. */
export const COUNTRIES = [
  "KR",
  "US",
  "JP",
  "CN",
  "TW",
  "HK",
  "SG",
  "AU",
  "CA",
  "GB",
  "DE",
  "FR",
  "NL",
  "VN",
  "TH",
] as const;
