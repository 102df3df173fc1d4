"""A unit's places in the admin, as the reviewer reads them."""

from units.views.reviewed import ReviewedInspectView


class FacilityInspectView(ReviewedInspectView):
    page_title = "Điểm, cơ sở"
