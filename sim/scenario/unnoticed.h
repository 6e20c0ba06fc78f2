/* What nobody can notice: fields that may be changed on the way, or said otherwise by their sender,
 * while both sides still believe in the connection, each with the reason why that is so and does no
 * harm. It is data, assets/unnoticed.ini, for `stepshake list unnoticed` and for the test that
 * changes every field of every message. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
    char *place;  /* "client.ClientHello.legacy_version"; * stands for anything */
    char **kinds; /* in which healthy scenarios; * stands for anything */
    char *why;
    char *section; /* "RFC 9846 4.2.2" */
} ScenarioUnnoticed;

/* NULL behind the last. Built in, borrowed. */
const ScenarioUnnoticed *scenario_unnoticed_at (unsigned i);
/* Whether ROW is about the scenario KIND. */
bool scenario_unnoticed_in (const ScenarioUnnoticed *row, const char *kind);
/* NULL: somebody notices it. */
const ScenarioUnnoticed *scenario_unnoticed_find (const char *kind, const char *place);
