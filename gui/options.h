/* The command line of stepshake-gtk. */
#pragma once

#include <gio/gio.h>
#include <stdbool.h>

typedef struct {
    char *open;        /* LESSON, SCENARIO or FILE; NULL: the last place */
    char *at;          /* landmark */
    char *seen_by;     /* observer */
    char *page;        /* page */
    char *theme;       /* "light", "dark" */
    char *screenshot;  /* file to write, then exit */
    int width, height; /* 0: as last time */
    int text;          /* size of text in percent; 0: as the system says */
} StepshakeOptions;

void stepshake_options_install (GApplication *application);
/* False with an error that says what is wrong and what is allowed. */
bool stepshake_options_read (StepshakeOptions *options, GVariantDict *dict, GError **error);
void stepshake_options_clear (StepshakeOptions *options);
