"""Every KPI, one file each; the module holds its declaration under the name KPI."""
