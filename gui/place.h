/* What is remembered from one time to the next: the window's size, the theme, what was on stage.
 * A small key file in the user's configuration folder; losing it does no harm. */
#pragma once

#include <stdbool.h>

typedef struct {
    int width, height;
    bool maximized;
    bool sidebar;
    char *theme;    /* "follow", "light", "dark" */
    char *open;     /* lesson or scenario, NULL */
    int page;       /* of the lesson */
    char *landmark; /* of the run, NULL */
} StepshakePlace;

void stepshake_place_load (StepshakePlace *place);
void stepshake_place_save (const StepshakePlace *place);
void stepshake_place_clear (StepshakePlace *place);
