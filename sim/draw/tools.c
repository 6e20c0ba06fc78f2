#include "draw/tools.h"

const DrawTools draw_tools = {
    draw_tools_layout,
    draw_tools_text_width,
    draw_tools_png,
    draw_tools_pdf,
};
