// A security key on a form: data-key says what is asked of it, data-options holds the server's question.
for (const form of document.querySelectorAll("form[data-key]")) {
  form.querySelector("button[type=button]").addEventListener("click", async () => {
    const failed = form.querySelector("[data-key-failed]");
    failed.hidden = true;
    const { creation_options: creation, request_options: request } = JSON.parse(form.dataset.options);
    try {
      const answer = form.dataset.key === "create"
        ? await window.webauthnJSON.create(creation)
        : await window.webauthnJSON.get(request);
      form.elements.credential.value = JSON.stringify(answer);
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
}
