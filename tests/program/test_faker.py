"""Every name of `faker` gives data of its shape, the same after the same seed."""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

KEYPLATE = os.environ["KEYPLATE"]
SEEDS = range(25)

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
ISO = r"202[456]-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
WORD = r"[a-z]+(?:-[a-z]+)*"
TITLE = r"[A-Z][a-z]+(?:-[a-z]+)*"
NAME = r"[A-Z][a-z]+"
HOST = r"[a-z]+(?:-[a-z]+)+\.(?:example(?:\.(?:com|net|org))?|test)"
EMAIL = r"[a-z0-9._]+@example\.(?:com|net|org)"
PHONE = r"[2-9]\d\d-555-01\d\d"
BYTE = r"(?:\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])"
FILE = r"[a-z]+_[a-z]+\.[a-z0-9]+"
FOLDER = r"(?:/[a-z.]+)+"
LATIN = r"[a-z]+"
SENTENCE = r"[A-Z][a-z]*(?: [a-z]+){3,9}\."
PARAGRAPH = rf"{SENTENCE}(?: {SENTENCE})+"
CODE = r"[A-Z]{2}"


def image(category):
    return rf"https://images\.example/640/480/{category}\?lock=\d+"


SHAPES = {
    "guid": UUID, "isoTimestamp": ISO, "randomUUID": UUID, "timestamp": r"1[67]\d{11}",
    "randomAbbreviation": r"[A-Z]{2,5}", "randomAdjective": WORD, "randomAlphaNumeric": r"[a-z0-9]",
    "randomAvatarImage": r"https://avatars\.example/128/\d+\.jpg", "randomBankAccount": r"\d{8}",
    "randomBankAccountBic": r"[A-Z]{4}[A-Z]{2}[A-Z]0(?:[A-Z]{3})?",
    "randomBankAccountIban": r"(?:DE\d{20}|GB\d\d[A-Z]{4}\d{14}|NL\d\d[A-Z]{4}\d{10})",
    "randomBankAccountName": rf"{NAME} Account", "randomBitcoin": r"[13][1-9A-HJ-NP-Za-km-z]{25,33}",
    "randomBoolean": r"true|false", "randomBs": rf"{WORD} {WORD} {WORD}", "randomBsAdjective": WORD,
    "randomBsBuzz": WORD, "randomBsNoun": WORD, "randomCatchPhrase": rf"{TITLE} {WORD} {WORD}(?: base)?",
    "randomCatchPhraseAdjective": TITLE, "randomCatchPhraseDescriptor": WORD,
    "randomCatchPhraseNoun": rf"{WORD}(?: base)?", "randomCity": NAME, "randomColor": r"[a-z]+",
    "randomCommonFileExt": r"[a-z0-9]{3,4}", "randomCommonFileName": FILE, "randomCommonFileType": WORD,
    "randomCompanyName": rf"{NAME}(?:, {NAME})?(?: and {NAME}| [A-Za-z]+)",
    "randomCompanySuffix": r"[A-Za-z]{2,8}", "randomCountry": r"[A-Z][a-z]+(?: [A-Z][a-z]+)?",
    "randomCountryCode": CODE, "randomCreditCardMask": r"\(\.\.\.\d{4}\)", "randomCurrencyCode": r"[A-Z]{3}",
    "randomCurrencyName": r"[A-Z][A-Za-z]+(?: [A-Z][a-z]+)*", "randomCurrencySymbol": r"\S{1,3}",
    "randomDatabaseCollation": r"[a-z0-9]+_[a-z0-9_]+", "randomDatabaseColumn": r"[a-z_]+",
    "randomDatabaseEngine": r"[A-Za-z]+", "randomDatabaseType": r"[a-z]+", "randomDateFuture": ISO,
    "randomDatePast": ISO, "randomDateRecent": r"2025-12-31T\d\d:\d\d:\d\d\.\d{3}Z", "randomDepartment": NAME,
    "randomDirectoryPath": FOLDER, "randomDomainName": HOST, "randomDomainSuffix": r"[a-z]{3,7}",
    "randomDomainWord": rf"{WORD}", "randomEmail": EMAIL, "randomExampleEmail": EMAIL,
    "randomFileExt": r"[a-z0-9]{2,4}", "randomFileName": FILE, "randomFilePath": rf"{FOLDER}/{FILE}",
    "randomFileType": WORD, "randomFirstName": NAME, "randomFullName": rf"{NAME} {NAME}",
    "randomHexColor": r"#[0-9a-f]{6}", "randomIP": rf"198\.1[89]\.{BYTE}\.{BYTE}",
    "randomIPV6": r"2001:db8(?::[0-9a-f]{4}){6}",
    "randomImageDataUri": r"data:image/svg\+xml;charset=UTF-8,[A-Za-z0-9%._-]+",
    "randomImageUrl": r"https://images\.example/640/480\?lock=\d+", "randomIngverb": r"[a-z]+ing",
    "randomInt": r"[1-9]\d?|100", "randomJobArea": NAME, "randomJobDescriptor": NAME,
    "randomJobTitle": rf"{NAME} {NAME} {NAME}", "randomJobType": NAME, "randomLastName": NAME,
    "randomLatitude": r"-?(?:\d|[1-8]\d)\.\d{4}", "randomLocale": r"[a-z]{2}",
    "randomLongitude": r"-?(?:\d|[1-9]\d|1[0-7]\d)\.\d{4}", "randomLoremLines": rf"{SENTENCE}(?:\n{SENTENCE}){{0,4}}",
    "randomLoremParagraph": PARAGRAPH, "randomLoremParagraphs": rf"{PARAGRAPH}\n{PARAGRAPH}\n{PARAGRAPH}",
    "randomLoremSentence": SENTENCE, "randomLoremSentences": rf"{SENTENCE}(?: {SENTENCE}){{1,5}}",
    "randomLoremSlug": rf"{LATIN}-{LATIN}-{LATIN}", "randomLoremText": rf"{PARAGRAPH}(?:\n{PARAGRAPH}\n{PARAGRAPH})?",
    "randomLoremWord": LATIN, "randomLoremWords": rf"{LATIN} {LATIN} {LATIN}",
    "randomMACAddress": r"[0-9a-f][26ae](?::[0-9a-f]{2}){5}", "randomMimeType": r"[a-z]+/[a-z0-9+-]+",
    "randomMonth": NAME, "randomNamePrefix": r"[A-Z][a-z]+\.?", "randomNameSuffix": r"[A-Z][A-Za-z]*\.?",
    "randomNoun": WORD, "randomPassword": r"[A-Za-z0-9]{15}", "randomPhoneNumber": PHONE,
    "randomPhoneNumberExt": rf"{PHONE} x\d{{4}}", "randomPhrase": r"[A-Z][A-Za-z, ]+!", "randomPrice": r"[1-9]\d{0,2}\.\d\d",
    "randomProduct": NAME, "randomProductAdjective": NAME, "randomProductMaterial": NAME,
    "randomProductName": rf"{NAME} {NAME} {NAME}", "randomProtocol": r"https?",
    "randomSemver": r"\d\.\d{1,2}\.\d{1,2}", "randomStreetAddress": rf"[1-9]\d{{0,2}} {NAME} {NAME}",
    "randomStreetName": rf"{NAME} {NAME}", "randomTransactionType": r"[a-z]+", "randomUrl": rf"https?://{HOST}",
    "randomUserAgent": r"Mozilla/5\.0 \(.+\) .+/\d+\.[\d.]+", "randomUserName": r"[a-z]+[._]?[a-z0-9]+",
    "randomVerb": WORD, "randomWeekday": r"[A-Z][a-z]+day", "randomWord": WORD,
    "randomWords": rf"{WORD} {WORD} {WORD}",
    **{f"random{category.title()}Image": image(category)
       for category in ("abstract", "animals", "business", "cats", "city", "food", "nightlife", "fashion", "people",
                        "nature", "sports", "transport")},
}


def run(*arguments, template=None):
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / ".git").mkdir()
        return subprocess.run([KEYPLATE, *arguments], cwd=folder, input=template, capture_output=True, text=True,
                              timeout=60, check=True).stdout


def made(name, seed):
    return run("render", "--stdin", "--seed", str(seed), template="{% faker '" + name + "' %}")


class Faker(unittest.TestCase):
    def test_every_name_has_a_shape_here(self):
        listed = re.search(r"One of (.*?)\.\n", run("tags", "faker")).group(1)
        self.assertEqual(sorted(re.findall(r"`(\w+)`", listed)), sorted(SHAPES))
        self.assertEqual(len(SHAPES), 118)

    def test_every_name_keeps_its_shape(self):
        names = sorted(SHAPES)
        template = "\0".join("{{ faker('" + name + "') }}" for name in names).replace("\0", "\n@@\n")
        for seed in SEEDS:
            for name, text in zip(names, run("render", "--stdin", "--seed", str(seed), template=template).split("\n@@\n")):
                with self.subTest(name=name, seed=seed):
                    self.assertRegex(text, rf"\A(?:{SHAPES[name]})\Z")

    def test_an_iban_has_its_check_digits(self):
        for seed in SEEDS:
            iban = made("randomBankAccountIban", seed)
            digits = "".join(str(int(c, 36)) for c in iban[4:] + iban[:4])
            self.assertEqual(int(digits) % 97, 1, iban)

    def test_dates_lie_where_their_names_say(self):
        for seed in SEEDS:
            self.assertLess("2026-01-01", made("randomDateFuture", seed))
            self.assertGreater("2026-01-01", made("randomDatePast", seed))

    def test_a_seed_repeats_and_no_seed_does_not(self):
        template = "{% for i in [1, 2, 3] %}{% faker 'guid' %} {% endfor %}"
        seeded = [run("render", "--stdin", "--seed", "11", template=template) for _ in range(2)]
        self.assertEqual(*seeded)
        self.assertEqual(len(set(seeded[0].split())), 3)
        free = {run("render", "--stdin", template=template) for _ in range(2)}
        self.assertEqual(len(free), 2)


if __name__ == "__main__":
    unittest.main()
