"""What can be decided about onboardings without looking anything up: plans, days, completion, stalling."""
