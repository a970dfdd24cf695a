"""What the law makes the practice keep, and for how long: the owner's page."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from beside.practice.endings import actions, forms, keeping
from beside.practice.people.pages import for_roles, personal_page


@for_roles("owner")
def keeping_rules(request):
    practice = request.member.practice
    form = forms.KeepingForm(request.POST or None, years=keeping.years_of(practice))
    if request.method == "POST" and form.is_valid():
        actions.change_rules(practice, years=form.cleaned_data, by=request.member)
        messages.success(request, _("Saved. Clients read it before they ask to be erased."))
        return redirect("keeping")
    return personal_page(request, "endings/keeping.html", {"form": form}, page="owner", kinds=("accounts",))
