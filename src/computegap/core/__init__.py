"""How numbers follow from numbers: plain functions over floats or arrays.

Axis order, everywhere: (chip, sample); size 1 where a quantity does not vary.
A function is named for the quantity it returns and its parameters for the quantities it needs, which makes
the functions themselves the graph that `graph` evaluates and `model` gathers.
"""
