/* What measures text, lays out graphs and paints. Graphviz, Pango and cairo bring some thirty
 * libraries along, and most commands draw nothing: to load them all would more than double what a
 * start costs. So they stand behind a library of our own, libstepshake-draw, which is opened when
 * something is measured, laid out or painted for the first time. Nobody needs to know it: they call
 * draw_layout (), draw_text_width (), draw_scene_png () and draw_scene_pdf (), as ever. */
#pragma once

#include "draw/scene.h"

typedef struct {
    DrawLayout *(*layout) (const DrawGraph *graph, const double *sizes, const double *label_sizes,
                           GError **error);
    double (*text_width) (const char *text, double size, bool bold);
    GBytes *(*png) (const DrawScene *scene);
    GBytes *(*pdf) (const DrawScene *scene);
} DrawTools;

/* The library, opened if it is not yet; NULL with an error that says where it was looked for. Who
 * writes a picture asks first, so that its text is never measured in vain. */
const DrawTools *draw_tools_open (GError **error);

/* ---- Inside the library. ---- */
extern const DrawTools draw_tools;
DrawLayout *draw_tools_layout (const DrawGraph *graph, const double *sizes,
                               const double *label_sizes, GError **error);
double draw_tools_text_width (const char *text, double size, bool bold);
GBytes *draw_tools_png (const DrawScene *scene);
GBytes *draw_tools_pdf (const DrawScene *scene);
