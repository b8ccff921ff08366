"""The demo's rows: realistic, awkward on purpose, and the same every time.

Non-ASCII names, emoji, nulls, empty strings, long texts, cents, dates, multi-select and
restricted picklists, duplicates by name. Rows that are not shared, and fields that are not
published, carry a canary: text that must never leave its org.
"""

from random import Random

from s2sctl.demo.plain import Row

CANARY = "CANARY-must-stay-at-home"

FIRST = (
    "Anna",
    "José",
    "Zoë",
    "Łukasz",
    "Мария",
    "太郎",
    "Fatima",
    "Søren",
    "Nguyễn",
    "O'Brien",
    "",
)
LAST = (
    "Meyer",
    "García",
    "Müller-Lüdenscheidt",
    "Kowalski",
    "Иванова",
    "山田",
    "الزهراء",
    "Øster",
    "Smith",
)
COMPANY = (
    "Nordlicht Großhandel GmbH", "Café & Co. 🚀", "Ångström AB", "Société Générale d'Outils",
    "Acme Retail (West)", "深圳贸易", "Smith \"Quality\" Parts", "Back\\Slash Ltd",
)  # fmt: skip
CITY = ("Köln", "São Paulo", "Łódź", "Zürich", "Tokyo", "Reykjavík", None, "")
INDUSTRY = ("Manufacturing", "Retail", "Technology", "Energy", None)
STATUS = ("Open - Not Contacted", "Working - Contacted")
RATING = ("Hot", "Warm", "Cold", None)
REGIONS = ("DACH", "Nordics;Benelux", "Iberia", "Benelux;DACH;Iberia", None)
STAGE = ("Planned", "Active", "On Hold", "Done")
LONG = "Line one\nLine two with a tab\tand an emoji 🛠️\n\n" + "Långer Text – "


def accounts(count: int, shared: int) -> list[Row]:
    """Acme's customers; the first ``shared`` go to the channel. Names repeat on purpose."""
    random = Random(11)
    return [
        {
            "Name": random.choice(COMPANY),
            "Type": "Customer - Channel" if n < shared else "Prospect",
            "Phone": f"+49 30 {n:06d}" if n % 5 else None,
            "Website": f"https://example{n}.example" if n % 3 else "",
            "Industry": random.choice(INDUSTRY),
            "AnnualRevenue": round(random.uniform(0, 9e6), 2) if n % 4 else None,
            "NumberOfEmployees": random.randrange(1, 50_000),
            "BillingStreet": f"Straße {n}\nHinterhaus",
            "BillingCity": random.choice(CITY),
            "BillingPostalCode": f"{n:05d}",
            "Description": (LONG + "x" * (n * 37 % 2000)) if n < shared else CANARY,
            "AccountNumber": CANARY,
        }
        for n in range(count)
    ]


def contacts(account_ids: list[str], count: int, shared: int) -> list[Row]:
    """Contacts of those accounts; the first ``shared`` are the partner's business."""
    random = Random(12)
    return [
        {
            "FirstName": random.choice(FIRST),
            "LastName": random.choice(LAST),
            "Email": f"contact{n}@example.example" if n % 4 else None,
            "Phone": f"+1 555 {n:04d}",
            "Title": "Einkäufer/in" if n % 2 else None,
            "Birthdate": f"19{60 + n % 40}-{1 + n % 12:02d}-{1 + n % 28:02d}" if n % 3 else None,
            "AccountId": account_ids[n % len(account_ids)],
            "LeadSource": "Partner" if n < shared else "Web",
            "Description": CANARY,
        }
        for n in range(count)
    ]


def leads(count: int, shared: int) -> list[Row]:
    """Leads; the first ``shared`` came from the partner programme."""
    random = Random(13)
    return [
        {
            "FirstName": random.choice(FIRST),
            "LastName": random.choice(LAST),
            "Company": random.choice(COMPANY) if n < shared else CANARY,
            "Email": f"lead{n}@example.example" if n % 6 else None,
            "Phone": f"+44 20 {n:07d}",
            "City": random.choice(CITY),
            "PostalCode": f"{n:05d}" if n % 9 else "",
            "Industry": random.choice(INDUSTRY),
            "Status": random.choice(STATUS),
            "Rating": random.choice(RATING),
            "AnnualRevenue": round(random.uniform(0, 1e6), 2) if n % 3 else None,
            "NumberOfEmployees": random.randrange(1, 900) if n % 4 else None,
            "Description": (LONG * (1 + n % 12)) if n % 2 else None,
            "LeadSource": "Partner" if n < shared else "Web",
            "Title": CANARY,
        }
        for n in range(count)
    ]


def projects(account_ids: list[str], count: int, shared: int) -> list[Row]:
    """Rows of the custom object, with money, dates and both kinds of picklist."""
    random = Random(14)
    return [
        {
            "Name": f"Projekt {n} – {random.choice(CITY) or 'ohne Ort'}",
            "Account__c": account_ids[n % len(account_ids)] if n % 5 else None,
            "Budget__c": round(random.uniform(0, 5e5), 2),
            "Start__c": f"2026-{1 + n % 12:02d}-{1 + n % 28:02d}",
            "Kickoff__c": f"2026-{1 + n % 12:02d}-01T{n % 24:02d}:30:00Z" if n % 2 else None,
            "Regions__c": random.choice(REGIONS),
            "Stage__c": random.choice(STAGE),
            "Certified__c": n % 7 == 0,
            "Notes__c": LONG * (n % 20) if n % 3 else "",
            "Channel__c": n < shared,
            "Internal__c": CANARY,
        }
        for n in range(count)
    ]


def partner_accounts(count: int) -> list[Row]:
    """Globex's own accounts, some of them named like Acme's; never shared."""
    return [
        {"Name": COMPANY[n % len(COMPANY)], "Phone": f"+1 999 {n}", "Description": CANARY}
        for n in range(count)
    ]


def cases(count: int, shared: int) -> list[Row]:
    """Globex's cases; the first ``shared`` go to the manufacturer."""
    return [
        {
            "Subject": f"Reklamation №{n} ❗" if n % 3 else f"Repair {n}",
            "Description": LONG if n % 2 else None,
            "Priority": ("High", "Medium", "Low")[n % 3],
            "Status": "New" if n % 2 else "Working",
            "Origin": "Partner" if n < shared else "Phone",
            "SuppliedCompany": CANARY,
        }
        for n in range(count)
    ]
