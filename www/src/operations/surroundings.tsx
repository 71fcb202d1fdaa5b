/** What operations are decided with beside policies: where the project and its user are, and what the tools of the host are. */

import { built } from "../engine/engine.js";
import { sentence } from "../engine/operation.js";
import { places, tools } from "../state/state.js";

export function Surroundings() {
  const set = (change: Partial<typeof places.value>) => {
    places.value = { ...places.value, ...change };
  };
  // Those of policies stand in the editor.
  const problems = built.value.problems.filter(({ layer }) => layer === undefined);
  return (
    <details class="surroundings" open={problems.length > 0 ? true : undefined}>
      <summary>
        Project in <code>{places.value.base}</code>, home in <code>{places.value.home}</code>, tools
      </summary>
      <label>
        <span>Project folder</span>
        <input value={places.value.base} spellcheck={false} onInput={(event) => set({ base: event.currentTarget.value })} />
      </label>
      <label>
        <span>Home folder</span>
        <input value={places.value.home} spellcheck={false} onInput={(event) => set({ home: event.currentTarget.value })} />
      </label>
      <label>
        <span>Tools of the host (JSON)</span>
        <textarea
          rows={4}
          value={tools.value}
          spellcheck={false}
          onInput={(event) => {
            tools.value = event.currentTarget.value;
          }}
        />
      </label>
      {problems.map((problem) => (
        <p key={`${problem.path} ${problem.message}`} class="surroundings-problem" role="alert">
          {problem.path !== "" && <code>{problem.path}</code>} {sentence(problem)}
        </p>
      ))}
    </details>
  );
}
