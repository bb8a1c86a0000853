"""The one tag library; the modules beside it enter their tags here."""

from django import template

register = template.Library()
