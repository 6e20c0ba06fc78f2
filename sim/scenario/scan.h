/* The line scanner: GKeyFile's syntax (comments, [groups], key=value, key[locale]=value, \r\n), but
 * every line keeps its number, so that whatever is wrong with it can be said with `file:line`. It
 * knows nothing of which groups and keys exist. */
#pragma once

#include "base/bytes.h"

/* The largest file that is read. */
enum { SCENARIO_MAX_SIZE = 64 * 1024 };

typedef struct {
    unsigned number; /* of the line, from 1 */
    char *group;     /* the group it opens or stands in */
    char *key;       /* NULL: the line opens the group */
    char *locale;    /* "de" of `title[de]=`; NULL without one */
    char *value;     /* as written, without the blanks before it */
} ScenarioLine;

void scenario_line_clear (ScenarioLine *line);

/* The lines of TEXT that say something, a GPtrArray of ScenarioLine; NULL with an error that begins
 * with `where:line: `. Any bytes may come in. transfer full */
GPtrArray *scenario_scan (BaseSpan text, const char *where, GError **error);

/* Takes "title[de]" apart; false when it is no name of a key. transfer full */
bool scenario_scan_key (const char *text, char **key, char **locale);

/* The text that a value with GKeyFile's escapes (\s \n \t \r \\) stands for; NULL with an error
 * without place. transfer full */
char *scenario_unescape (const char *value, GError **error);
/* The other way round. transfer full */
char *scenario_escape (const char *text);

/* “TEXT”, short enough and clean enough to stand in an error. transfer full */
char *scenario_quote (const char *text);
