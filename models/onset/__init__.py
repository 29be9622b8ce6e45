"""The chance that a new mass killing begins within two years: forecast, backtest, register."""
