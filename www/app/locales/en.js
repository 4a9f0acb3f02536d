// @ts-check
/** English. Its keys are the keys of every language; `words.js` says how messages are written. */
export default {
  direction: "ltr",

  // The field, and what was understood
  "ask.label": "A Flickr name, account number or photo address",
  "ask.hint": "For example janedoe, 12345678@N00, or the address of one of your photos.",
  "ask.submit": "Check",
  "reading.none": "What you type is read on your device. Nothing is requested until you press the button.",
  "reading.account": "This is the account with the number {nsid}.",
  "reading.alias": "This is the account {alias}.",
  "reading.name": "This is a name: {name}. It is looked up both as the name in an account’s address and as the name an account shows.",
  "reading.photo": "This is the photo {id}.",
  "reading.photo-of": "This is the photo {id} by {owner}. The account is looked up, and the photo marked if it is among its photos.",
  "reading.tag": "This is the hashtag {tag}.",
  "refusal.empty": "What you type is read on your device. Nothing is requested until you press the button.",
  "refusal.too-long": "This is too long for a name or an address.",
  "refusal.several-lines": "These are several lines. Ask about one name at a time.",
  "refusal.needs-flickr":
    "Only Flickr’s own server knows what this link leads to, and asking it would tell Flickr about you. Open the link yourself and paste the address of the page it leads to.",
  "refusal.group": "This is a Flickr group. The lists name accounts and photos: paste the address of either.",
  "refusal.tags-page": "This is the page of a hashtag. To ask about a hashtag, type it with its #.",
  "refusal.nobodys-page":
    "This page of Flickr’s belongs to no account in particular. Paste the address of your own photos page, or of a photo.",
  "refusal.other-site": "This is an address at {host}. The lists hold Flickr photos: paste an address at flickr.com.",
  "refusal.no-such-photo": "There can be no photo with this id. Check that the address was copied whole.",
  "refusal.nonsense": "This is not a name, a number or an address.",
  instead: {
    nsid: "Check the account {id} instead",
    alias: "Check the account {id} instead",
    name: "Check the name {id} instead",
    item: "Check the photo {id} itself instead",
    tag: "Check the hashtag {id} instead",
  },

  // What a click will tell the host
  "foresee.whole": {
    owners: "A check of an account fetches the whole list of accounts ({bytes}): the host cannot tell which one it is about.",
    items: "A check of a photo fetches the whole list of photos ({bytes}): the host cannot tell which one it is about.",
    tags: "A check of a hashtag fetches the whole list of hashtags ({bytes}): the host cannot tell which one it is about.",
  },
  "foresee.part": {
    owners:
      "A check of an account fetches 1 of {shards} parts of the list of accounts ({bytes}). The host sees which part: about {keys} listed names share each.",
    items:
      "A check of a photo fetches 1 of {shards} parts of the list of photos ({bytes}). The host sees which part: about {keys} listed photos share each.",
    tags:
      "A check of a hashtag fetches 1 of {shards} parts of the list of hashtags ({bytes}). The host sees which part: about {keys} listed hashtags share each.",
  },
  "foresee.absent": {
    owners: "This list cannot be asked about accounts",
    items: "This list cannot be asked about photos",
    tags: "This list cannot be asked about hashtags",
  },
  odds: "If the host had a suspicion of {prior} of what you ask about, it becomes {posterior} if right, and is most likely ruled out if wrong.",
  "cost.whole": "Fetches the whole list ({bytes}).",
  "cost.part": "Fetches 1 of {shards} parts ({bytes}).",
  "cost.hit": "Tells the host that somebody had a hit.",
  "cost.long": "Tells the host that somebody’s list is long.",

  // What a check has told the host
  "told.whole": {
    owners: "The whole list was fetched, so the host learned nothing about the name.",
    items: "The whole list was fetched, so the host learned nothing about which photo it was.",
    tags: "The whole list was fetched, so the host learned nothing about which hashtag it was.",
  },
  "told.whole-failed": {
    owners: "The request was for the whole list, so the host learned nothing about the name.",
    items: "The request was for the whole list, so the host learned nothing about which photo it was.",
    tags: "The request was for the whole list, so the host learned nothing about which hashtag it was.",
  },
  "told.part": {
    owners: "This check asked for 1 of {shards} parts. The host learned which: about {keys} listed names share it.",
    items: "This check asked for 1 of {shards} parts. The host learned which: about {keys} listed photos share it.",
    tags: "This check asked for 1 of {shards} parts. The host learned which: about {keys} listed hashtags share it.",
  },
  "told.details": {
    one: "The request for details told the host that somebody had a hit.",
    other: "The {n} requests for details told the host that somebody had a hit, and that the list is long.",
  },
  "told.details-part": {
    one: "It was for 1 of {shards} parts.",
    other: "Each was for 1 of {shards} parts, which together tell more than one alone.",
  },
  "told.nothing": "This check made no request: what it needed was already here.",

  // The answer
  opening: "Opening the list …",
  checking: "Checking …",
  fetching: "Fetching …",
  asked: {
    nsid: "Account number {id}",
    alias: "Account {id}",
    name: "Name {id}",
    item: "Photo {id}",
    tag: "Hashtag {id}",
  },
  "verdict.found": { one: "Almost certainly in the dataset", other: "Almost certainly in {hits} of {n} datasets" },
  "verdict.none": { one: "Not found in the dataset", other: "Not found in any of the {n} datasets" },
  "verdict.some": { other: "Not found in {misses} of {n} datasets; the others cannot be fully searched this way" },
  "verdict.partly": "Not found, but none of the datasets can be fully searched this way",
  "verdict.nowhere": "None of the datasets can be searched this way",
  "answer.almost-certainly": "Almost certainly",
  "answer.not-found": "Not found",
  "answer.not-covered": "Cannot tell",
  implied: { one: "Because {children} was taken from it.", other: "Because {children} were taken from it." },
  "coverage.no-list": "This site describes the dataset, but has no list of it.",
  "coverage.number-only": "This list names accounts by their number only.",
  "coverage.no-owners": "This list does not say whose photos they are.",
  "coverage.part": {
    nsid: "No match, but only {findable} of {items} photos can be found by account number.",
    other: "No match, but only {findable} of {items} photos can be found by such a name.",
  },
  "advice.number":
    "Ask by number: it looks like 12345678@N00 and usually stands in the address of your account’s picture. Copy that image’s address and paste it here.",
  "advice.photo": "Ask about a photo instead: paste its address or its id.",
  "miss.note":
    "A miss is not proof. Accounts are renamed, lists are incomplete, and there are datasets that nobody outside has seen.",
  chance: "What is not listed gets “almost certainly” about once in {times} times.",
  "not-covered.note": "This is not an answer: nothing was looked up.",

  // No answer
  unavailable: "The check could not be completed",
  "unavailable.note": "This is not an answer. It says nothing about whether you are listed.",
  "why.network": "There is no connection, or it broke.",
  "why.timed-out": "The answer did not arrive in time.",
  "why.too-long": "The host sent more than the file can hold: an error page, perhaps.",
  "why.status": "The host did not send the file: it answered with status {status}.",
  "why.damaged": "The host sent a file that is not the published one. It was not used.",
  "why.version": "The list is of a newer kind than this page can read. Reloading the page may help.",
  "why.stopped": "The program of this page stopped with an error.",
  again: "Try again",
  "again.cost": "Opens the list anew, then asks as before. If a newer list tells the host more, you are asked first.",
  "again.same": "Asks for the same file.",
  "again.check": "Check again",
  reload: "Reload the page",
  renewed: "The list has been replaced",
  "renewed.note": "Nothing was asked yet, because a check of the new list tells the host more.",
  "open.failed": "The list could not be opened, so nothing can be checked.",
  "open.again": "Try again",
  "open.again.cost": "Asks for the list’s description. Says nothing about you.",
  "program.no-wasm":
    "This browser does not run WebAssembly, which the check on your device needs. Some protective settings turn it off.",
  "program.failed": "The program of this page did not load. Reload the page.",

  // Details
  "details.ask": { items: "What is known of the photo?", other: "Which photos?" },
  details: { items: "The photo", other: "The photos" },
  "details.hit": {
    items:
      "What is known of the photo stands in a second, sealed file. A details request also tells the host that somebody had a hit.",
    other:
      "Which photos they are stands in a second, sealed file. A details request also tells the host that somebody had a hit.",
  },
  "details.long": "There is another page. Asking for it also tells the host that somebody’s list is longer than {cap} photos.",
  "details.whole": "The file is the same for everyone.",
  "details.part": {
    owners: "The file is 1 of {shards} parts, and the host sees which: about {keys} listed names share each.",
    items: "The file is 1 of {shards} parts, and the host sees which: about {keys} listed photos share each.",
    tags: "The file is 1 of {shards} parts, and the host sees which: about {keys} listed hashtags share each.",
  },
  "details.part-more":
    "It is in 1 of {shards} parts again, chosen anew, so that the requests together tell more than one alone.",
  "details.show": { items: "Show what is known", other: "Show the photos" },
  "details.next": "Show page {page} of {of}",
  "details.page": "Page {page} of {of}",
  "details.links": "Links lead to Flickr, which sees what you open there.",
  "details.failed": "The details could not be read. The verdict above stands.",
  "details.wrong":
    "There are none: the verdict above was wrong, as happens about once in {times} times. What you asked is not listed here.",
  "details.not-covered": "This list has no details.",
  "accounts.several": { other: "{n} accounts go by this name. Not all of these photos need be by the same person." },
  named: {
    nsid: "You asked by the account’s number.",
    alias: "You asked by the name in the account’s address.",
    display: "You asked by the name that the account shows.",
  },
  photos: { one: "{n} photo", other: "{n} photos" },
  "photos.some": { one: "{here} of {n} photo", other: "{here} of {n} photos" },
  "photos.in": "{dataset}: {count}",
  group: { one: "{datasets}: {n} photo", other: "{datasets}: {n} photos" },
  "group.implied": {
    one: "Therefore also in {implied}, because {datasets} was taken from there.",
    other: "Therefore also in {implied}, because {datasets} were taken from there.",
  },
  "item.asked": "the photo you asked about",
  "mark.missing":
    "The photo {id} is not among them. A list that does not say whose photos they are may still have it: check the photo itself.",
  "mark.not-yet": "The photo {id} is not among those shown so far.",
  licence: {
    0: "All rights reserved",
    7: "No known copyright restrictions",
    8: "US government work",
    10: "Public Domain Mark",
    other: "Licence no. {number}",
  },
  owner: "By the account {owner}.",
  "owner.note": "To look the account up is another request, which the host can see came after this one.",
  "owner.ask": "Check the account {owner}",

  // The receipt
  receipt: "Receipt",
  "receipt.note": {
    one: "{n} request for the list since this page opened, {bytes}. The page’s own files are the same for everyone and are not counted.",
    other: "{n} requests for the list since this page opened, {bytes} in all. The page’s own files are the same for everyone and are not counted.",
  },
  "receipt.current": "Which list is current",
  "receipt.manifest": "Description of the list",
  "receipt.filter": { owners: "Verdicts on accounts:", items: "Verdicts on photos:", tags: "Verdicts on hashtags:" },
  "receipt.exact": { owners: "Details of accounts:", items: "Details of photos:", tags: "Details of hashtags:" },
  "receipt.whole": "the whole list",
  "receipt.part": "part {number} of {of}",
  "receipt.unanswered": "no answer",

  // What the host sees
  host: "What the host sees",
  "host.server":
    "This page and its list are files on a web server that {publisher} chose. Like every web server it sees your internet address, the time, what your browser says of itself, and which files it fetches.",
  "host.typed": "What you type is read by this page on your device and is not sent. What a check fetches can say something about it:",
  "host.details":
    "Which photos are meant stands in further files. They are fetched only by a click whose label says what that tells the host.",
  "host.always": "The details are fetched with every check, whatever its verdict, so that they do not tell whether there was a hit.",
  "host.limits":
    "The names in the list are hashed and its records sealed. That stops casual reading, not a person who guesses names one by one. And you trust this page’s program: whoever can change it could change what it does.",
  build: "List {build}.",
  "build.numbered": "List no. {sequence}, {build}.",
};
