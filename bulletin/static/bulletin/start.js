// Starts GOV.UK's components; without JavaScript every page works as it stands.
import { initAll } from "../govuk/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
