"""What an object is, in the local org: definitions that storage, describe and SOQL share."""

from collections.abc import Iterator
from dataclasses import dataclass, field

_NOT_AGGREGATED = frozenset(
    [
        "address",
        "anyType",
        "base64",
        "boolean",
        "encryptedstring",
        "location",
        "multipicklist",
        "time",
    ]
)


@dataclass(frozen=True, slots=True)
class PicklistEntry:
    """One value of a picklist, as set up by an admin."""

    value: str
    label: str
    active: bool = True
    default: bool = False
    valid_for: tuple[str, ...] = ()
    """Of a dependent picklist: the controlling field's values under which this one is offered."""


@dataclass(frozen=True, slots=True)
class FieldDefinition:
    """One field. ``type`` is the describe word (``string``, ``reference``, ``currency``, …).

    Defaults are those of a plain writable custom field; standard objects say what differs.
    Lengths are characters, ``precision`` digits in all, ``scale`` digits after the point.
    """

    name: str
    type: str
    label: str
    length: int = 0
    precision: int = 0
    scale: int = 0
    nillable: bool = True
    createable: bool = True
    updateable: bool = True
    defaulted_on_create: bool = False
    default: object = None
    filterable: bool = True
    sortable: bool = True
    groupable: bool = True
    custom: bool = False
    unique: bool = False
    external_id: bool = False
    case_sensitive: bool = False
    id_lookup: bool = False
    name_field: bool = False
    auto_number: str = ""
    """The display format (``A-{0000}``), empty where the field is no auto-number."""
    formula: str = ""
    """A formula's source, empty where the field is no formula."""
    blank_as_zero: bool = False
    """Whether the formula reads blank numbers as zero."""
    default_formula: str = ""
    """A formula that gives a new row's value where none was said."""
    restricted_picklist: bool = False
    picklist: tuple[PicklistEntry, ...] = ()
    controller: str = ""
    """The controlling field of a dependent picklist, empty where it is independent."""
    reference_to: tuple[str, ...] = ()
    relationship: str = ""
    """The parent relationship's name in SOQL (``Account`` of ``AccountId``)."""
    child_relationship: str = ""
    """The name of the rows' relationship on the parent (``Contacts``)."""
    on_delete: str = "clear"
    """What a deleted parent does to the row: ``clear``, ``cascade``, ``restrict``, or ``none``."""
    compound: str = ""
    """The compound field this is a part of (``BillingAddress``)."""
    born: str = ""
    """What a custom field's id is made from where that is not its name: it outlives a rename."""
    extra_type: str = ""
    """``extraTypeInfo``, empty where describe says null."""
    html_formatted: bool = False
    permissionable: bool = True
    """Whether field-level security applies; system and universally required fields say False."""
    expression: str = ""
    """SQL over the row's other columns, for a column that SQLite computes (a person's Name)."""

    @property
    def stored(self) -> bool:
        """Whether the table has a column of that name; formulas and compounds have none."""
        return not self.formula and self.type not in ("address", "location")

    @property
    def writable(self) -> bool:
        """Whether a save may put a value into the column."""
        return self.stored and not self.expression

    @property
    def aggregatable(self) -> bool:
        """Whether aggregate functions take it (SOQL guide, "Support for Field Types …")."""
        return self.sortable and self.type not in _NOT_AGGREGATED

    @property
    def required(self) -> bool:
        """Whether a create without a value is refused."""
        return (
            self.createable
            and not self.nillable
            and not self.defaulted_on_create
            and self.type != "boolean"
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """What an admin set to happen when rows of an object are saved, or to whom they are shown.

    ``kind``: ``validation``, ``duplicate``, ``assignment``, ``trigger``, ``recordtype`` or
    ``sharing``; what ``settings`` each knows is said in ``records.rules`` and ``sharing``.
    """

    kind: str
    name: str
    formula: str = ""
    """The condition on a row; empty: every row."""
    settings: tuple[tuple[str, str], ...] = ()
    active: bool = True

    def setting(self, name: str, default: str = "") -> str:
        """A setting's text."""
        return next((value for key, value in self.settings if key == name), default)


@dataclass(frozen=True, slots=True, eq=False)
class ObjectDefinition:
    """One sObject: its names, its key prefix, its fields in describe order.

    Compared and hashed by identity, so that what is worked out of a definition can be cached.
    """

    name: str
    label: str
    label_plural: str
    key_prefix: str
    fields: tuple[FieldDefinition, ...]
    custom: bool = False
    createable: bool = True
    updateable: bool = True
    deletable: bool = True
    undeletable: bool = True
    queryable: bool = True
    searchable: bool = True
    owned: bool = True
    """Whether rows have an owner (``OwnerId``) and record visibility follows it."""
    soft_delete: bool = True
    """Whether rows have ``IsDeleted`` and pass through the recycle bin."""
    sharing: str = "ReadWrite"
    """Org-wide default: ``Private``, ``Read``, ``ReadWrite`` or ``ControlledByParent``."""
    rules: tuple[Rule, ...] = ()
    _by_lower: dict[str, FieldDefinition] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        self._by_lower.update({one.name.lower(): one for one in self.fields})

    def find(self, name: str) -> FieldDefinition | None:
        """The field of that API name in any case."""
        return self._by_lower.get(name.lower())


@dataclass(slots=True)
class Definitions:
    """All objects of an org, found by name in any case or by key prefix; grows by deploys."""

    _objects: dict[str, ObjectDefinition] = field(default_factory=dict)

    def put(self, definition: ObjectDefinition) -> None:
        """Add an object, or replace the one of that name."""
        self._objects[definition.name.lower()] = definition

    def remove(self, name: str) -> None:
        """Forget an object."""
        del self._objects[name.lower()]

    def adopt(self, other: "Definitions") -> None:
        """Hold exactly what ``other`` holds."""
        self._objects = dict(other._objects)

    def find(self, name: str) -> ObjectDefinition | None:
        """The object of that API name in any case."""
        return self._objects.get(name.lower())

    def by_prefix(self, prefix: str) -> ObjectDefinition | None:
        """The object whose ids start with these three characters."""
        return next((one for one in self if one.key_prefix == prefix), None)

    def __iter__(self) -> Iterator[ObjectDefinition]:
        return iter(self._objects.values())
