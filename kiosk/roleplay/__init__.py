"""Scenarios, the customer, the call as a state machine, and the runner that performs it."""
