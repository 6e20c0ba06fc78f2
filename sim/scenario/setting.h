/* The table of settings: a row says everything about one of them. A new setting is a new row. What
 * stands here is private to the room. */
#pragma once

#include "pki/description.h"
#include "scenario/scan.h"
#include "scenario/scenario.h"
#include "scenario/words.h"

/* Where a value may name files. */
typedef struct {
    const char *folder;       /* the scenario's own; NULL: it has none */
    bool anywhere;            /* typed on the command line: any file, from the working directory */
    const Scenario *scenario; /* whose certificates may be named; NULL: built-in ones alone */
} ScenarioReach;

/* A value that was found good. */
typedef struct {
    char *text; /* in its canonical spelling; owned */
    char *path; /* of the file it names, NULL when it names none; owned */
} ScenarioChecked;

typedef struct ScenarioRow ScenarioRow;

/* How values of a kind are read. */
typedef struct {
    /* False with an error without place. */
    bool (*check) (const ScenarioRow *row, const char *raw, const ScenarioReach *reach,
                   ScenarioChecked *out, GError **error);
    /* Puts a canonical value where the row says; NULL: scenario_config () does it by hand. */
    void (*store) (const ScenarioRow *row, const char *text, void *place);
} ScenarioKind;

extern const ScenarioKind scenario_kind_line;   /* readable text → char * */
extern const ScenarioKind scenario_kind_data;   /* text to send → GBytes *, empty: NULL */
extern const ScenarioKind scenario_kind_number; /* min … max → int64_t */
extern const ScenarioKind scenario_kind_time;   /* → int64_t */
extern const ScenarioKind scenario_kind_clock;  /* a time, or nothing */
extern const ScenarioKind scenario_kind_choice; /* one of two words → bool: it is the second */
extern const ScenarioKind scenario_kind_word;   /* one word → int64_t: which one, from 0 */
extern const ScenarioKind scenario_kind_limit;  /* 0, or min … max → int64_t */
extern const ScenarioKind scenario_kind_party;  /* one word or nothing → char * */
extern const ScenarioKind scenario_kind_ids;    /* min … max words → GArray of uint16_t */
extern const ScenarioKind scenario_kind_list;   /* min … max words → GPtrArray of char * */
extern const ScenarioKind scenario_kind_alpn;   /* protocol names → GPtrArray of char * */
extern const ScenarioKind scenario_kind_set; /* words with “|” between → GPtrArray of char * */
extern const ScenarioKind scenario_kind_alert; /* [party] set → ScenarioExpect */
extern const ScenarioKind scenario_kind_host;  /* host name or address → char *, empty: NULL */
extern const ScenarioKind scenario_kind_keys;  /* up to max external keys → GPtrArray of TlsPsk */
extern const ScenarioKind scenario_kind_twist;
extern const ScenarioKind scenario_kind_pem;    /* a built-in thing's name, or a PEM file */
extern const ScenarioKind scenario_kind_pins;   /* up to max pins, or names of certificates */
extern const ScenarioKind scenario_kind_staple; /* the same, with a file in DER */

struct ScenarioRow {
    const char *group, *key;
    const ScenarioKind *kind;
    const ScenarioWords *words; /* what it may hold; NULL where the kind has none */
    int64_t min, max;           /* numbers: the range; lists: how many; text: how many bytes */
    size_t place;               /* in the group's struct, see scenario_row_store () */
    const char *fallback;       /* the default of format 1 */
    char *(*derive) (const Scenario *scenario); /* the default where it depends; NULL: fallback */
    bool translatable;
    const char *summary;
};

/* NULL behind the last. In canonical order. */
const ScenarioRow *scenario_row_at (unsigned i);
/* The groups in canonical order, NULL behind the last. */
const char *scenario_group_at (unsigned i);
/* The row of twist.1, twist.2 … */
extern const ScenarioRow scenario_twist_row;
enum { SCENARIO_MAX_TWISTS = 9999 };
/* N of "twist.N", 0 when KEY is no such key. */
unsigned scenario_twist_number (const char *key);

/* Whether a later version is to know this group. */
bool scenario_group_is_promised (const char *group);

/* A setting in force. */
typedef struct {
    ScenarioSetting shown; /* first: what scenario_settings () shows */
    const ScenarioRow *row;
    char *path;     /* as checked; owned */
    char *own_key;  /* of a twist; owned */
    unsigned twist; /* its number */
} ScenarioSlot;

/* A group [certificate.NAME]. */
typedef struct {
    const char *group, *name; /* interned */
    int line;                 /* -1: by --set */
} ScenarioCertificate;

typedef struct {
    const ScenarioRow *row;
    char *locale;
    char *value; /* in the file's syntax */
    char *plain; /* as it is read */
} ScenarioTranslation;

struct Scenario {
    int references;
    char *where; /* stands in errors */
    char *name;
    char *folder;                 /* NULL: none */
    GPtrArray *slots;             /* ScenarioSlot: one a row, in the rows' order */
    GPtrArray *twist_slots;       /* ScenarioSlot, by number */
    GPtrArray *certificates;      /* ScenarioCertificate, in the order of the file */
    GPtrArray *certificate_slots; /* ScenarioSlot: what was said about them */
    GPtrArray *translations;      /* ScenarioTranslation */
    unsigned connection;          /* which one this is about */
    bool middle;                  /* somebody stands in it */
    bool says_instead;            /* of his party: it does not say just what it hears */
    GPtrArray *later_lines;       /* ScenarioLine of [client.2] and the like */
    GPtrArray *later; /* Scenario: connection 2 and on, made of the first and those lines */
    GPtrArray *later_settings; /* ScenarioSetting; owned */
    /* Made from these by scenario_finish (). */
    GPtrArray *settings; /* ScenarioSetting; borrowed from the slots */
    GPtrArray *twists;   /* NetTwist */
    int64_t format, time, latency, pause, replay;
    char *title, *summary, *seed;
    ScenarioExpect expect;
};

/* All defaults, not yet settled. transfer full */
Scenario *scenario_new (const char *where, const char *name, const char *folder);
/* One setting; errors have no place yet. LINE as in ScenarioSetting. */
bool scenario_set (Scenario *self, const ScenarioLine *at, int line, const ScenarioReach *reach,
                   GError **error);
/* VALUE in the file's syntax. */
void scenario_translate (Scenario *self, const ScenarioRow *row, const char *locale,
                         const char *value);
/* Once all is set: works out what follows from it. */
void scenario_settle (Scenario *self);
/* The slot of a key, made for a new twist; NULL with an error when there is no such key. */
ScenarioSlot *scenario_slot_for (Scenario *self, const char *group, const char *key,
                                 GError **error);
/* Whether GROUP exists; refusing sets the error. */
bool scenario_check_group (const char *group, GError **error);
/* transfer full */
Scenario *scenario_from_bytes (BaseSpan text, const char *where, const char *name,
                               const char *folder, GError **error);
/* One of the catalogue of which only what stands in [scenario] was read: its title and summary.
 * transfer full */
Scenario *scenario_load_heading (const char *name, GError **error);
/* A copy of the first connection alone, not yet settled. transfer full */
Scenario *scenario_copy (const Scenario *self);

/* ---- certificates.c ---- */
/* "certificate.NAME" */
bool scenario_is_certificate (const char *group);
const ScenarioRow *scenario_certificate_row (const char *group, const char *key, GError **error);
/* Takes GROUP in, when it is new. */
bool scenario_describe (Scenario *self, const char *group, int line, GError **error);
bool scenario_describes (const Scenario *self, const char *name);
/* Always false: NAME is neither of WORDS nor described. */
bool scenario_refuse_certificate (const Scenario *self, const ScenarioWords *words,
                                  const char *name, const char *also, GError **error);
/* PkiDescription, ready to be minted, as long as SELF is not changed; NULL with an error that is
 * placed: one contradicts itself. transfer container */
GPtrArray *scenario_descriptions (const Scenario *self, GError **error);
const PkiDescription *scenario_description_find (GPtrArray *all, const char *name);
/* What is pinned by the words of TEXT, behind what PINS holds. */
void scenario_add_pins (const char *text, GPtrArray *descriptions, GPtrArray *pins);
void scenario_write_certificates (const Scenario *self, GString *out);

/* ---- later.c ---- */
/* "client.2" is BASE "client" (transfer full) of connection 2; "client" is of connection 1. */
unsigned scenario_split_group (const char *group, char **base);
/* The scenario that lines of such a group are about; NULL: none. borrowed */
const Scenario *scenario_part (const Scenario *self, unsigned number);
GPtrArray *scenario_lines_new (void);
void scenario_keep_line (Scenario *self, const ScenarioLine *line);
/* True when LINE takes a twist away. */
bool scenario_remove_twist (Scenario *self, const ScenarioLine *line);
/* Once the first connection is settled. Errors are placed. */
bool scenario_settle_later (Scenario *self, GError **error);
void scenario_write_later (const Scenario *self, GString *out);

/* NULL when there is no such setting. */
ScenarioSlot *scenario_slot (const Scenario *self, const char *group, const char *key);
/* What no single line can be wrong about: settings that do not go together. */
bool scenario_check_together (const Scenario *self, GError **error);
/* Puts the value of SLOT into its group's struct. */
void scenario_slot_store (const ScenarioSlot *slot, void *target);
/* What is in the file PATH, but at most one byte more than is allowed, whatever it is (a pipe, a
 * device without end); G_IO_ERROR. transfer full */
GByteArray *scenario_read_file (const char *path, GError **error);
/* The file that TEXT may name; NULL with an error. transfer full */
char *scenario_resolve (const char *text, const ScenarioReach *reach, GError **error);
