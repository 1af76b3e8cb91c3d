/**
 * The one form in which texts are compared and searched (decisions.md 10): lower case, marks stripped but й kept, ł đ ø ß
 * æ œ ı ё ґ written plainly, apostrophes dropped, other punctuation and space folded to single spaces. Doing it twice
 * changes nothing.
 */
export function normalise(text: string): string {
  let out = ''
  let isGap = false
  let previous = 0
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    let piece: string | undefined
    if (code >= 0xd800 && code <= 0xdfff) {
      const symbol = String.fromCodePoint(text.codePointAt(index) ?? 0)
      index += symbol.length - 1
      piece = fold(symbol)
    } else if (code === BREVE && (previous === SMALL_I || previous === CAPITAL_I)) {
      out = out.slice(0, -1)
      piece = 'й'
    } else {
      piece = folded[code] ??= fold(String.fromCharCode(code))
    }
    previous = code
    if (piece === ' ') isGap = true
    else if (piece !== '') {
      const isSpaced = isGap || piece.charCodeAt(0) === SPACE
      if (isSpaced && out !== '') out += ' '
      isGap = piece.length > 1 && piece.endsWith(' ')
      out += piece.length > 1 ? piece.trim() : piece
    }
  }
  return out
}

/**
 * A key that is the same for a name in Cyrillic and in Latin letters, Ukrainian, Russian or Polish spelling: made from both
 * the stored name and what is typed, and compared. 'Kyiv' and 'Київ', 'Shevchenko', 'Szewczenko' and 'Шевченко', 'Lviv'
 * and 'Львів', 'Yuriy' and 'Юрий' meet. It is coarse (h and g, c and k, doubled letters are one) and never for display.
 * A key can be shorter than its text: below three letters search it as a prefix. The order follows the official Ukrainian
 * romanisation (resolution 55 of 2010), folded.
 */
export function latinKey(text: string): string {
  return latinKeyOfPlain(normalise(text))
}

/** As `latinKey`, of a text that `normalise` gave. */
export function latinKeyOfPlain(plain: string): string {
  let latin = ''
  for (let index = 0; index < plain.length; index += 1) {
    const code = plain.charCodeAt(index)
    latin += (code >= CYRILLIC_START && code < CYRILLIC_END ? CYRILLIC[code - CYRILLIC_START] : undefined) ?? plain[index]
  }
  let key = ''
  let last = ''
  for (let index = 0; index < latin.length; ) {
    const code = latin.charCodeAt(index)
    const cluster = clusterAt(latin, index, CLUSTERS[code])
    const sound = (cluster === undefined ? SINGLES[code] : SOUNDS[cluster]) ?? latin[index] ?? ''
    index += cluster?.length ?? 1
    if (last === 'i' && (sound === 'e' || sound === 'u')) {
      key = key.slice(0, -1)
      last = key.at(-1) ?? ''
    }
    const isDoubled = sound === last && sound >= 'a'
    if (!isDoubled) key += sound
    last = sound
  }
  return key
}

function clusterAt(latin: string, index: number, clusters: readonly string[] | undefined): string | undefined {
  if (clusters) for (const letters of clusters) if (latin.startsWith(letters, index)) return letters
  return undefined
}

/** Only the digits of a text: how a typed piece of a phone or tax number is compared. */
export function digitsOf(text: string): string {
  return text.replace(/\D+/g, '')
}

/**
 * A firm's name without its legal form, normalised: 'Kowal Sp. z o.o. Sp. k.' and 'P.P.H.U. KOWAL' give 'kowal', 'ТОВ
 * «Ромашка»' gives 'ромашка'. For finding duplicates; a name that is nothing but a legal form stays.
 */
export function coreName(name: string): string {
  const whole = normalise(name)
  let core = whole
  for (let before = ''; before !== core; ) {
    before = core
    core = core.replace(ANYWHERE, ' ').replace(/ {2,}/g, ' ').trim()
    core = core.replace(AT_START, '').replace(AT_END, '')
  }
  return core === '' ? whole : core
}

const SPACE = 0x20
const BREVE = 0x306
const SMALL_I = 0x438
const CAPITAL_I = 0x418

// What each code unit becomes, found once: names are normalised by the hundred thousand.
const folded = Array.from<string | undefined>({ length: 0x10000 })

function fold(symbol: string): string {
  return symbol
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\u0438\u0306/g, '\u0439')
    .replace(/\p{M}+/gu, '')
    .replace(SPECIAL, (letter) => PLAIN_LETTER[letter] ?? letter)
    .replace(APOSTROPHES, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
}

const APOSTROPHES = /['\u2018\u2019\u201b\u02bc\u02bb\u02b9\u02bd\u2032\u0060\u00b4\uff07]/g
const SPECIAL = /[łđøßæœıґðþħŋəς]/g
const PLAIN_LETTER: Readonly<Record<string, string>> = {
  ł: 'l', đ: 'd', ø: 'o', ß: 'ss', æ: 'ae', œ: 'oe', ı: 'i', ґ: 'г', ð: 'd', þ: 'th', ħ: 'h', ŋ: 'n', ə: 'e', ς: 'σ'
}

const CYRILLIC_START = 0x430
const CYRILLIC_END = 0x500
const CYRILLIC = table({
  а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', е: 'e', є: 'ie', ж: 'zh', з: 'z', и: 'i', і: 'i', ї: 'i', й: 'i', к: 'k', л: 'l', м: 'm',
  н: 'n', о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'g', ц: 'ts', ч: 'ch', ш: 'sh', щ: 'sh', ъ: '', ы: 'i', ь: '',
  э: 'e', ю: 'iu', я: 'ia', ј: 'i', љ: 'l', њ: 'n', ђ: 'd', ћ: 'ch', џ: 'dzh'
})

// Longest first, so that щ is not taken for с and ч.
const SOUNDS: Readonly<Record<string, string>> = {
  shch: 'sh', szcz: 'sh', sch: 'sh', sz: 'sh', sh: 'sh', cz: 'ch', ch: 'ch', zgh: 'zg', zh: 'zh', kh: 'g', ph: 'f', tz: 'ts', ck: 'k',
  h: 'g', c: 'k', q: 'k', w: 'v', x: 'ks', y: 'i', j: 'i'
}
// By the code of the letter they begin with.
const CLUSTERS = Array.from({ length: 128 }, (_, code) => {
  const clusters = Object.keys(SOUNDS).filter((letters) => letters.length > 1 && letters.charCodeAt(0) === code)
  return clusters.length > 0 ? clusters : undefined
})
const SINGLES = Array.from({ length: 128 }, (_, code) => SOUNDS[String.fromCharCode(code)] ?? String.fromCharCode(code))

function table(letters: Readonly<Record<string, string>>): readonly (string | undefined)[] {
  const row: (string | undefined)[] = []
  for (const [letter, latin] of Object.entries(letters)) row[letter.charCodeAt(0) - CYRILLIC_START] = latin
  return row
}

function words(list: string): string {
  return list
    .split('|')
    .map((form) => form.trim())
    .sort((a, b) => b.length - a.length)
    .join('|')
}

// Long forms are safe to take out wherever they stand; short ones only at the edge where their language puts them.
const ANYWHERE = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${words(
    'spolka z ograniczona odpowiedzialnoscia | spolka z o o | sp z o o | sp z oo | sp zoo | spzoo | spolka akcyjna | prosta spolka akcyjna |' +
      'spolka komandytowa | spolka komandytowo akcyjna | spolka jawna | spolka cywilna | spolka partnerska | w likwidacji | w upadlosci | w restrukturyzacji |' +
      'przedsiebiorstwo produkcyjno handlowo uslugowe | przedsiebiorstwo handlowo uslugowe | firma handlowo uslugowa |' +
      'товариство з обмеженою відповідальністю | товариство з додатковою відповідальністю | приватне підприємство | фізична особа підприємець |' +
      'публічне акціонерне товариство | приватне акціонерне товариство | акціонерне товариство | державне підприємство | комунальне підприємство |' +
      'общество с ограниченной ответственностью | закрытое акционерное общество | открытое акционерное общество | публичное акционерное общество |' +
      'акционерное общество | индивидуальный предприниматель | частное предприятие | gesellschaft mit beschrankter haftung | gmbh co kg | spol s r o'
  ).replace(/підприємство|відповідальністю|індивідуальний/g, (word) => normalise(word))})(?![\\p{L}\\p{N}])`,
  'gu'
)
const AT_START = new RegExp(
  `^(?:${words(
    'тов | тдв | тзов | пп | фоп | спд | ат | пат | прат | ват | зат | дп | кп | ооо | зао | оао | пао | ао | ип | чп | тоо | нпп | uab | ab | sia | ooo | tov | fop | zao | oao |' +
      'phu | p h u | pphu | p p h u | ppuh | fhu | f h u | fh | puh | zpu | zphu | phup'
  )}) (?=.)`,
  'u'
)
const AT_END = new RegExp(
  `(?<=.) (?:${words(
    's a | sa | sp k | spk | sp j | spj | sp p | s c | sc | s k a | ska | psa | p s a | тов | тдв | тзов | пп | фоп | ат | пат | прат | ооо | зао | оао | пао | ао | ип | тоо |' +
      'gmbh | mbh | ag | kg | ohg | ug | e k | ek | e v | se | ltd | limited | llc | l l c | inc | incorporated | corp | corporation | co | plc | llp | lp |' +
      'bv | b v | nv | n v | sarl | s a r l | sas | sasu | srl | s r l | spa | s p a | oy | oyj | as | a s | aps | asa | s r o | sro | uab | ab | mb | sia | ou | kft | zrt | nyrt | bt |' +
      'd o o | doo | d d | ood | eood | ad | ooo | tov | llp'
  )})$`,
  'u'
)
