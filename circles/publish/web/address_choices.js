// What a reader chose of the page as a whole, its language and whether it, or its trial, shows before or after, in the part of an address
// behind "#", beside what else is said there. Pure: used by the page and by node's tests.
(function (root, make) {
  if (typeof module === "object" && module.exports) {
    module.exports = make();
  } else {
    root.circlesPage = root.circlesPage || {};
    root.circlesPage.addressChoices = make();
  }
})(typeof self !== "undefined" ? self : this, function () {
  "use strict";

  const SAID = {
    lang: /^lang=(zh|en)$/,
    side: /^side=(before|after)$/,
    trial: /^trial=(before|after)$/,
  };
  const NAMES = Object.keys(SAID);

  /** Return what an address chooses by a name, null where it says nothing of it. */
  function of(fragment, name) {
    const said = partsOf(fragment).find(function (part) {
      return SAID[name].test(part);
    });
    return said ? SAID[name].exec(said)[1] : null;
  }

  /** Return all that an address chooses, by name; null of what it says nothing. */
  function all(fragment) {
    const found = {};
    NAMES.forEach(function (name) {
      found[name] = of(fragment, name);
    });
    return found;
  }

  /** Return an address without any choice, "" where nothing is left. */
  function without(fragment) {
    const left = partsOf(fragment).filter(function (part) {
      return !NAMES.some(function (name) {
        return SAID[name].test(part);
      });
    });
    return left.length ? "#" + left.join("&") : "";
  }

  /** Return an address with `choices`, null for what it is not to say; of others what it says stays. */
  function withChoices(fragment, choices) {
    const said = NAMES.map(function (name) {
      const value = choices[name] === undefined ? of(fragment, name) : choices[name];
      return value ? name + "=" + value : "";
    });
    return "#" + partsOf(without(fragment)).concat(said).filter(Boolean).join("&");
  }

  function partsOf(fragment) {
    return fragment.replace(/^#/, "").split("&").filter(Boolean);
  }

  return { of: of, all: all, without: without, withChoices: withChoices };
});
