#include "draw/scene.h"

#include <math.h>

void draw_arrow_head (const DrawShape *path, DrawPoint corners[3])
{
    const DrawPoint *points = (const DrawPoint *)(const void *)path->points->data;
    DrawPoint tip = points[path->points->len - 1], from = points[path->points->len - 2];
    double length = hypot (tip.x - from.x, tip.y - from.y);
    double size = 7 + path->line, half = size * 0.45;
    double dx = length > 0 ? (tip.x - from.x) / length : 0;
    double dy = length > 0 ? (tip.y - from.y) / length : 1;
    corners[0] = tip;
    corners[1] = (DrawPoint){tip.x - dx * size - dy * half, tip.y - dy * size + dx * half};
    corners[2] = (DrawPoint){tip.x - dx * size + dy * half, tip.y - dy * size - dx * half};
}
