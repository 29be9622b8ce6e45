"""What is forecast: the event, the horizon, the windows of forecasts, and whose definition it is."""

HORIZON_YEARS = 2

EVENT = (
    "A mass killing begins when the deliberate actions of armed groups – state forces or others – cause the deaths "
    "of at least 1,000 non-combatant civilians, members of one group, over a period of one year or less."
)
DEFINITION_SOURCE = (
    "Early Warning Project, Statistical Risk Assessment 2025 (United States Holocaust Memorial Museum and Dartmouth "
    "College), public files of 3 September 2025"
)
PREDICTORS_FILE = "risk/ewp_prepared2024predictors_2025-09-03.csv"
PUBLISHED_FILE = "risk/ewp_FOOSforecasts_2025-09-03.csv"
PUBLISHED_NOW_FILE = "risk/ewp_final_forecasts_2025-09-03.csv"

# A forecast "made at t" uses predictors of year t and is about the years t + 1 and t + 2.
FIRST_DEVELOPMENT_YEAR = 1979  # eighteen training years before it
LAST_DEVELOPMENT_YEAR = 1991  # "forecasts made before 1992": everything is chosen on these
FIRST_TEST_YEAR = 1993
LAST_TEST_YEAR = 2023

TOP = 30  # length of the yearly list the Early Warning Project publishes
LISTS = (10, 20, 30)
PERIODS = ((1994, 2008), (2009, 2024))  # years of onset, as in the published assessment's two halves
