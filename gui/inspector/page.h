/* What the Why view and the details of other pages are composed of: small blocks, one below the
 * other. */
#pragma once

#include "session.h"

#include <gtk/gtk.h>

/* Above the title, small: who and when. */
void stepshake_page_kicker (GtkBox *box, const char *text);
void stepshake_page_title (GtkBox *box, const char *text);
/* A link to the section of an RFC; nothing for NULL. */
void stepshake_page_section (GtkBox *box, const char *section, StepshakeSession *session);
/* The explanation under KEY; nothing without one. */
void stepshake_page_explain (GtkBox *box, const char *key, StepshakeSession *session);
/* What went wrong, and the alert that follows from it; nothing for BASE_CAUSE_NONE. */
void stepshake_page_cause (GtkBox *box, BaseCause cause);
/* Everything that a decision considered, with marks and reasons. */
void stepshake_page_candidates (GtkBox *box, const TraceDecision *decision);
/* NAME and VALUE; MONO: the value is bytes. */
void stepshake_page_fact (GtkBox *box, const char *name, const char *value, bool mono);
void stepshake_page_note (GtkBox *box, const char *text, const char *css_class);
