"""The pages of leads.

frame      what they share
listing    the list, bulk changes
lead       one lead, its forms, and who may be the same already
acts       activities, conversion, archiving
lists      target lists
calls      the call sheet, appointments, how calls are judged
campaigns  where leads come from, and what that cost
cards      leads on pages that gather several areas
"""
