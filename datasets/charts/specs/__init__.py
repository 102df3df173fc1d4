"""The Vega-Lite specifications, one file each: specification, drawing and sentence of a chart."""
