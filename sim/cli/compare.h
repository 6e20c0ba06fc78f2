/* Two runs side by side, for `play --compare` and `graph ladder --compare`. */
#pragma once

#include "cli/cli.h"

#include "draw/compare.h"

typedef struct {
    ControlRun *run[DRAW_N_SIDES]; /* owned */
    unsigned connection[DRAW_N_SIDES];
    DrawCompare *compare; /* owned */
} CliCompared;

/* NAMES: one or two scenarios, "NAME#2" for the second connection of one. With one of them, or with
 * settings, the right side is after the change: --set goes to it alone. False when that did not
 * work out and was told: STATUS says how. COMPARED is to be cleared in any case. */
bool cli_compared_open (CliCompared *compared, char *const *names, int n, const CliOptions *options,
                        int *status);
/* The same two runs, seen by another. */
void cli_compared_look (CliCompared *compared, const TraceObserver *observer);
void cli_compared_clear (CliCompared *compared);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliCompared, cli_compared_clear)

/* `play --compare`: steps through the rows, or prints them all. */
int cli_play_compared (char *const *names, int n, const CliOptions *options);
