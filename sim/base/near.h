/* Spelling: what a wrong name was probably meant to be. */
#pragma once

#include <glib.h>

/* How many letters have to be changed, added or left out (Levenshtein's distance), letter case
 * aside. */
unsigned base_distance (const char *a, const char *b);
/* "a, b, c": at most MOST of NAMES (const char *), the nearest to WRONG (may be NULL) first when
 * one is near at all; the others in their order. transfer full */
char *base_near_first (const GPtrArray *names, const char *wrong, unsigned most);
/* The same, but each by how near it is, and none twice; also by a word in it. */
char *base_nearest (const GPtrArray *names, const char *wrong, unsigned most);
/* The end of an error, what may stand there: "allowed: a, b, c", ALSO behind the last; of more than
 * a few "nearest: a, b, c (all: stepshake list LIST)". LIST NULL: nothing lists them, all are
 * named. transfer full */
char *base_offer (const GPtrArray *names, const char *wrong, const char *also, const char *list);
