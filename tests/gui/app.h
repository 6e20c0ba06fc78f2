/* The app under test, as a user has it: its own X server, its own empty home, real key presses.
 * What the app shows is read from the line of state that it writes (gui/probe.h), never from
 * pixels. */
#pragma once

#include <gio/gio.h>
#include <stdbool.h>

typedef struct {
    GSubprocess *process;
    char *home;   /* an empty folder, kept until app_forget () */
    char *window; /* X's number for it */
    char *state_file;
    char *state; /* as last read */
} App;

/* Starts the X server of this test program; call it once, before everything else. */
void app_start_display (void);
void app_stop_display (void);

/* An app of its own with ARGUMENTS (NULL-terminated), once its window has the focus. HOME: that of
 * another app, to see what it remembered; NULL: a fresh one. */
App *app_start (const char *home, const char *const *arguments);
/* Presses Ctrl+Q, and expects that it ends well and has complained about nothing. */
void app_quit (App *app);
/* Removes the home, too. */
void app_forget (App *app);

/* Presses keys, as xdotool names them: "Right", "ctrl+3". */
void app_press (App *app, const char *keys);
void app_press_times (App *app, const char *key, unsigned times);
void app_type (App *app, const char *text);
/* Gives the keys to the app's window with TITLE, which is waited for; NULL: back to the first. */
void app_focus (App *app, const char *title);
/* Presses KEY, which moves the focus, and waits until it has moved: a slow machine must not get the
 * next key before it has told where the first one led. */
void app_move (App *app, const char *key);
/* Presses Tab until what has the focus is of type TYPE. */
void app_tab_to (App *app, const char *type);
/* Until it is the one of that name: a row of the chooser. */
void app_tab_to_name (App *app, const char *name);

/* Waits until the state holds all of WORDS ("cursor=3", "page=secrets"), separated by "; ". */
void app_expect (App *app, const char *words);
/* The value of KEY now; transfer full */
char *app_value (App *app, const char *key);
int app_number (App *app, const char *key);

/* Runs the app to its end without waiting for a window. */
typedef struct {
    int status;
    char *out, *err;
} AppResult;
AppResult app_run (const char *const *arguments);
void app_result_clear (AppResult *result);
