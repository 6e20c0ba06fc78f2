/* The text formats, DOT and Mermaid: graphs and the ladder as files for other tools. */
#pragma once

#include "draw/scene.h"

GBytes *draw_text_dot (const DrawGraph *graph);
GBytes *draw_text_mermaid (const DrawGraph *graph);
GBytes *draw_text_ladder_dot (const char *title, const GPtrArray *rows);
GBytes *draw_text_ladder_mermaid (const char *title, const GPtrArray *rows);

/* TEXT as it may stand between quotes in a label; transfer full. */
char *draw_dot_escape (const char *text);
char *draw_mermaid_escape (const char *text);
/* The head of a digraph; ATTRIBUTES begins with a comma or is empty. */
void draw_dot_begin (GString *out, const char *title, const char *attributes);
/* The front matter with the title. */
void draw_mermaid_begin (GString *out, const char *title);
