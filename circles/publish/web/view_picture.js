// The view as a picture to send or paste: what the map shows now, under its title, over its legend and sources.
(function (page) {
  "use strict";

  const make = page.elements.make;
  const FINENESS = 2;
  const SVG = "http://www.w3.org/2000/svg";

  /** Return the button that saves the picture. */
  function viewPictureButton(app) {
    const button = page.elements.button(
      { class: "quiet-button", text: app.say("map.picture.save") },
      function () {
        button.disabled = true;
        viewPicture(app)
          .then(
            function (picture) {
              page.savedFile("map_view.png", picture);
            },
            function () {
              // A browser that lets no text be drawn: paper has the same and more.
              button.textContent = app.say("map.picture.refused");
            },
          )
          .then(function () {
            button.disabled = false;
          });
      },
    );
    return button;
  }

  /** Promise the picture as a PNG; refused where the browser does not draw text into pictures. */
  function viewPicture(app) {
    const sheet = sheetOf(app);
    document.body.appendChild(sheet);
    const size = sheet.getBoundingClientRect();
    const canvas = sheet.querySelector("canvas");
    const at = canvas.getBoundingClientRect();
    document.body.removeChild(sheet);
    // Its place is kept by an empty one: canvases are not written as text.
    const place = make("div", { class: "view-place" });
    place.style.height = at.height + "px";
    canvas.parentNode.replaceChild(place, canvas);
    const whole = make("canvas", {});
    whole.width = Math.ceil(size.width) * FINENESS;
    whole.height = Math.ceil(size.height) * FINENESS;
    const pen = whole.getContext("2d");
    pen.scale(FINENESS, FINENESS);
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, whole.width, whole.height);
    pen.drawImage(canvas, at.left - size.left, at.top - size.top, at.width, at.height);
    return drawnText(sheet, size).then(function (text) {
      pen.drawImage(text, 0, 0, size.width, size.height);
      return new Promise(function (kept) {
        whole.toBlob(kept, "image/png");
      });
    });
  }

  /** Return the figure of the map, its canvases drawn as finely as the picture is; on the screen they are as they were. */
  function finePicture(app) {
    const before = L.Browser.retina;
    const drawnAgain = function (retina) {
      L.Browser.retina = retina;
      app.map.setView(app.map.getCenter(), app.map.getZoom(), { reset: true });
    };
    if (before) {
      return page.mapPicture(app, FINENESS);
    }
    drawnAgain(true);
    try {
      return page.mapPicture(app, FINENESS);
    } finally {
      drawnAgain(before);
    }
  }

  function sheetOf(app) {
    const picture = finePicture(app);
    const sheet = make("div", { class: "view-picture", attributes: { "aria-hidden": "true" } }, [
      page.paper.head(app),
      picture,
      make("div", { class: "paper-legend" }, [make("ul", {}, page.legendRows(app))]),
      page.paper.foot(app),
    ]);
    sheet.style.width = app.map.getSize().x + "px";
    // In a picture there is no body whose type it could take over.
    const type = window.getComputedStyle(document.body);
    Object.assign(sheet.style, { fontFamily: type.fontFamily, fontSize: type.fontSize });
    return sheet;
  }

  /** Promise what is written on a sheet, in the style of the page, as an image that can be drawn. */
  function drawnText(sheet, size) {
    const styles = Array.from(document.querySelectorAll("style")).map(function (style) {
      // Light like paper, whatever the screen is.
      return style.textContent.replace(/\(prefers-color-scheme: dark\)/g, "(max-width: 0px)");
    });
    const held = make("div", { class: document.body.className }, [
      make("style", { text: styles.join("\n") }),
      sheet,
    ]);
    const frame = document.createElementNS(SVG, "foreignObject");
    const drawing = document.createElementNS(SVG, "svg");
    [frame, drawing].forEach(function (element) {
      element.setAttribute("width", size.width);
      element.setAttribute("height", size.height);
    });
    frame.appendChild(held);
    drawing.appendChild(frame);
    const text = page.xmlText.known(new XMLSerializer().serializeToString(drawing));
    return new Promise(function (kept, refused) {
      const image = new Image();
      image.onload = function () {
        kept(image);
      };
      image.onerror = refused;
      image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
    });
  }

  page.viewPictureButton = viewPictureButton;
})((window.circlesPage = window.circlesPage || {}));
