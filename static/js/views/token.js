// The CSRF token that a form of the page carries.

export function token() {
  return document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}
