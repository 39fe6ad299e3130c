// Answers scenarios by a saved page: node answering.js PAGE.html < scenarios.json > answers.json. No browser: the page's
// own script, its data and what unpacks them are taken out of the file as they stand there. A scenario that the page
// refuses is answered {refused: why}. With --lists behind, each is answered with its centers.csv, with --gaps with the ids
// of the blocks of each gap, with --norms with its clauses.
"use strict";

const fs = require("node:fs");
const vm = require("node:vm");

const page = fs.readFileSync(process.argv[2], "utf8");
const scripts = Array.from(page.matchAll(/<script(?:\s[^>]*)?>([\s\S]*?)<\/script>/g), function (found) {
  return { head: found[0].slice(0, found[0].indexOf(">")), text: found[1] };
});
const data = scripts.find(function (script) {
  return script.head.includes("text/plain");
}).text;
const size = Number(/"size": (\d+)/.exec(page)[1]);

const context = vm.createContext({ TextDecoder: TextDecoder, self: {} });
const own = withName("circlesPage.whatIf");
// Each of the page's files is one function called at once, below a line that says what it is unless it is minified; those
// that draw need a browser.
own.split(/^\/\/ /m.test(own) ? /^(?=\/\/ )/m : /;\n(?=\(function\()/).forEach(function (part) {
  if (part.includes("module.exports")) {
    vm.runInContext(part, context);
  }
});

function withName(name) {
  const found = scripts.find(function (script) {
    return script.text.includes(name);
  });
  return found ? found.text : "";
}

const kernel = context.self.circlesPage;
const unpacked = kernel.packedData.unpacked(data, size);
const whatIf = kernel.whatIf(unpacked);
const answers = JSON.parse(fs.readFileSync(0, "utf8")).map(function (scenario) {
  try {
    if (process.argv.includes("--gaps")) {
      return gapIds(whatIf.solved(scenario));
    }
    if (process.argv.includes("--norms")) {
      return clauses(scenario);
    }
    const answer = whatIf.answer(scenario);
    if (!process.argv.includes("--lists")) {
      return answer;
    }
    return kernel.centersFile.centersCsv(unpacked.what_if.list, whatIf.solved(scenario).centers, scenario);
  } catch (problem) {
    return { refused: problem.message };
  }
});

function clauses(scenario) {
  const solved = whatIf.solved(scenario);
  const blocks = unpacked.blocks;
  const columns = { people: blocks.population, households: blocks.dwellings };
  const said = { people: "people", households: "households" };
  return kernel.trialNorms
    .answered({
      told: unpacked.trial_norms,
      data: unpacked,
      whatIf: whatIf,
      scenario: scenario,
      solved: solved,
      longestOf: kernel.scenarioCheck.longestOf,
      weightsOf: (base) => {
        const estates = unpacked.what_if.estates;
        const all = columns[base].slice();
        const planned = base === "people" ? estates.population : estates.dwellings;
        estates.row.forEach((row, i) => {
          if (row >= blocks.id.length) {
            all[row] = planned[i];
          }
        });
        const added = solved.added.map((estate) =>
          estate[said[base]] === undefined ? null : estate[said[base]],
        );
        return kernel.whatIfAccount.thousandths(all.concat(added));
      },
    })
    .map((row) => [row.clause, row.verdict, row.observed, row.met, row.failed, row.units]);
}

function gapIds(solved) {
  const gaps = whatIf.gapsOf(solved);
  return gaps && gaps.map((rows) => rows.map((row) => solved.ids[row]));
}

process.stdout.write(JSON.stringify(answers));
