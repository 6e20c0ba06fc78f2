/* A picture as shapes in painting order: what the SVG, PNG and PDF writers paint. Lengths are
 * points (PNG: pixels before scaling), y downwards. Colours are "#rrggbb", static. Text is measured
 * with Pango in the one font family of all pictures. */
#pragma once

#include "draw/graph.h"

#define DRAW_FONT "Cantarell, DejaVu Sans, sans-serif"

/* How something looks; every pair of text and fill has a contrast of at least 4.5:1. */
typedef struct {
    const char *fill, *stroke, *text;
    double line;
    bool dashed;
} DrawLook;

typedef enum {
    DRAW_LOOK_CLIENT = DRAW_N_STATES, /* the looks before are those of DrawState */
    DRAW_LOOK_SERVER,
    DRAW_LOOK_NETWORK,
    DRAW_LOOK_ATTACKER,
    DRAW_LOOK_PAPER,
    DRAW_N_LOOKS
} DrawLookId;
const DrawLook *draw_look (unsigned id);

typedef enum { DRAW_SHAPE_BOX, DRAW_SHAPE_PATH, DRAW_SHAPE_TEXT, DRAW_SHAPE_LOCK } DrawShapeKind;
typedef enum { DRAW_ANCHOR_START, DRAW_ANCHOR_MIDDLE, DRAW_ANCHOR_END } DrawAnchor;

typedef struct {
    DrawShapeKind kind;
    const char *id;   /* DRAW_SHAPE_BOX: of the thing it stands for; borrowed, may be NULL */
    double x, y;      /* box: top left; text: the anchor on the base line; lock: its centre */
    double w, h, r;   /* box; TEXT: w is the measured width */
    GArray *points;   /* DRAW_SHAPE_PATH: DrawPoint */
    bool curve;       /* the points are Bézier control points, 1 + 3n */
    bool arrow;       /* a head at the path's end */
    const char *fill; /* NULL: none */
    const char *stroke;
    double line;
    bool dashed;
    char *text;
    double size;
    bool bold;
    DrawAnchor anchor;
} DrawShape;

typedef struct {
    double width, height;
    char *title;
    GPtrArray *shapes; /* DrawShape */
} DrawScene;

DrawScene *draw_scene_new (const char *title);
void draw_scene_free (DrawScene *scene);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DrawScene, draw_scene_free)

DrawShape *draw_scene_box (DrawScene *scene, double x, double y, double w, double h, double r,
                           const DrawLook *look);
DrawShape *draw_scene_text (DrawScene *scene, double x, double y, const char *text, double size,
                            bool bold, const char *colour, DrawAnchor anchor);
/* A straight line. */
DrawShape *draw_scene_line (DrawScene *scene, DrawPoint from, DrawPoint to, const char *stroke,
                            double line);
/* A Bézier curve; POINTS are copied. */
DrawShape *draw_scene_curve (DrawScene *scene, const GArray *points, const char *stroke,
                             double line);
/* A small padlock of height H around its centre. */
DrawShape *draw_scene_lock (DrawScene *scene, double x, double y, double h, const char *colour);

double draw_text_width (const char *text, double size, bool bold);
/* Breaks TEXT at spaces into lines not wider than WIDTH (a longer word stays whole), also at \n.
 * transfer full, NULL-terminated */
char **draw_wrap (const char *text, double size, bool bold, double width);
/* The same number of lines, but of about the same length. */
char **draw_wrap_evenly (const char *text, double size, bool bold, double width);

/* The head of an arrow that ends at the path's last point: three corners. */
void draw_arrow_head (const DrawShape *path, DrawPoint corners[3]);

/* TEXT behind the mark of its state. transfer full */
char *draw_marked (DrawState state, const char *text);
/* Taken, legal and broken edges are thick, so that they show without colour too. */
bool draw_edge_is_thick (const DrawEdge *edge);

/* Where a ladder's rows stand: in time, from top to bottom, an arrow's tail and its head each at
 * their own moment. An array of DrawRowPlace, one a row; transfer full. */
typedef struct {
    double begin, end; /* of the row; of an arrow's tail and head */
    double height;
    char **lines; /* its text as it is broken */
} DrawRowPlace;
enum {
    DRAW_LADDER_WIDTH = 920,
    DRAW_LADDER_CLIENT = 260, /* x of the lifelines */
    DRAW_LADDER_SERVER = 660,
    DRAW_LADDER_MIDDLE = (DRAW_LADDER_CLIENT + DRAW_LADDER_SERVER) / 2,
    DRAW_LADDER_SMALL = 11, /* size of its text */
    DRAW_LADDER_LINE = 15,
};
GArray *draw_ladder_places (const GPtrArray *rows, double *height);
bool draw_row_is_arrow (const DrawRow *row);
/* The arrow to which row I, something that the attacker did, was done; -1: row I is no such thing.
 */
int draw_row_carrier (const GPtrArray *rows, unsigned i);
double draw_lifeline (TraceParty party);
const DrawLook *draw_row_look (const DrawRow *row);
/* Its text with everything about it that a picture shows by a sign, in words. transfer full */
char *draw_row_words (const DrawRow *row);

/* Models as scenes; transfer full. */
DrawScene *draw_scene_from_graph (const DrawGraph *graph, GError **error);
DrawScene *draw_scene_from_ladder (const char *title, const GPtrArray *rows);

/* Scenes as files; transfer full. */
GBytes *draw_scene_svg (const DrawScene *scene);
GBytes *draw_scene_png (const DrawScene *scene);
GBytes *draw_scene_pdf (const DrawScene *scene);
