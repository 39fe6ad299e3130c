// Lets the browser save a file.
(function (page) {
  "use strict";

  const KINDS = {
    html: "text/html;charset=utf-8",
    csv: "text/csv;charset=utf-8",
    png: "image/png",
    xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  };
  const PLAIN = "text/plain;charset=utf-8";

  /** Save `content`, a text, bytes or a blob, under a name, whose end says what it is. */
  function savedFile(name, content) {
    const kind = KINDS[name.split(".").pop()] || PLAIN;
    const address = URL.createObjectURL(new Blob([content], { type: kind }));
    const link = page.elements.make("a", { attributes: { href: address, download: name } });
    link.click();
    window.setTimeout(function () {
      URL.revokeObjectURL(address);
    }, 1000);
  }

  page.savedFile = savedFile;
})((window.circlesPage = window.circlesPage || {}));
