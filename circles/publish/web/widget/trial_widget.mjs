// The saved map in a notebook: what is tried in it comes back to Python as the scenario of its last step.
const LEAST_HEIGHT = 300;

function render({ model, el }) {
  const frame = document.createElement("iframe");
  frame.title = model.get("title");
  frame.style.cssText = "display:block;width:100%;border:1px solid #c9c6bd";
  frame.style.height = `${Math.max(LEAST_HEIGHT, model.get("height"))}px`;
  frame.addEventListener("load", () => {
    frame.contentDocument.addEventListener("circles:trial", (event) => {
      // Through JSON: what another window made is not passed on.
      model.set("asked", JSON.parse(JSON.stringify(event.detail)));
      model.save_changes();
    });
  });
  frame.srcdoc = model.get("page");
  el.appendChild(frame);
}

export default { render };
