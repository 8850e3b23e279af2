// What a session's client is called by people: "Chrome on Windows" out of a User-Agent. The first that fits counts: most browsers say that they
// are all the older ones too.

export interface ClientName {
  /** Undefined: nobody knows. */
  readonly program: string | undefined;
  readonly system: string | undefined;
}

const PROGRAMS: readonly (readonly [RegExp, string])[] = [
  [/KAKAOTALK/i, "KakaoTalk"],
  [/NAVER\(inapp/i, "NAVER"],
  [/Whale\//, "Whale"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/Edg(e|A|iOS)?\//, "Edge"],
  [/OPR\/|Opera/, "Opera"],
  [/Firefox\/|FxiOS\//, "Firefox"],
  [/Chrome\/|CriOS\//, "Chrome"],
  [/Safari\//, "Safari"],
];

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/CrOS/, "ChromeOS"],
  [/Mac OS X|Macintosh/, "Mac"],
  [/Linux/, "Linux"],
];

export function clientNameOf(userAgent: string): ClientName {
  const find = (known: typeof PROGRAMS) => known.find(([pattern]) => pattern.test(userAgent))?.[1];
  // A program that is no browser says its own name first: "curl/8.5.0".
  const own = /^(?!Mozilla\/)([A-Za-z][\w.-]{0,39})(?:\/|$)/.exec(userAgent)?.[1];
  return { program: own ?? find(PROGRAMS), system: find(SYSTEMS) };
}
