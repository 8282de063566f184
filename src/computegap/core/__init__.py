"""How numbers follow from numbers: plain functions over floats or arrays.

Axis order, everywhere: (chip, year, sample); size 1, or left out where it comes first, where a quantity does not vary.
A comparison of one year has no year axis; of a stock, the years of the additions (cohorts) stand in the chips' place.
A function is named for the quantity it returns and its parameters for the quantities it needs, which makes
the functions themselves the graph that `graph` evaluates and `model` gathers.
"""
