import { type Problem, renderProblem } from "../../../notation/problem.ts";

/** What is wrong with a text, where, and how to mend it: as the command line says it. */
export function ProblemList({ problems }: { readonly problems: readonly Problem[] }) {
  if (problems.length === 0) return null;
  return (
    <div class="problems" role="alert">
      {problems.map((problem, i) => (
        <pre key={i}>{renderProblem(problem)}</pre>
      ))}
    </div>
  );
}
