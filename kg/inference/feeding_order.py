"""In which order rules run: what feeds comes before what it feeds."""

from collections.abc import Sequence

from kg.inference.rule import Key, Rule


def feeding_order(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Group rules that feed each other, and put groups after those that feed them.

    This is Tarjan's algorithm for strongly connected components without recursion; it finds a
    component after all that it leads to, so the result is turned round.
    """
    leads = _leads(rules)
    found: list[list[int]] = []
    number: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    placed: set[int] = set()
    for root in range(len(rules)):
        if root in number:
            continue
        work = [(root, iter(leads[root]))]
        number[root] = low[root] = len(number)
        stack.append(root)
        while work:
            node, successors = work[-1]
            for next_node in successors:
                if next_node not in number:
                    number[next_node] = low[next_node] = len(number)
                    stack.append(next_node)
                    work.append((next_node, iter(leads[next_node])))
                    break
                if next_node not in placed:
                    low[node] = min(low[node], number[next_node])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == number[node]:
                    found.append(_component(node, stack, placed))
    return [[rules[index] for index in sorted(group)] for group in reversed(found)]


def _leads(rules: Sequence[Rule]) -> list[list[int]]:
    """For each rule, those for which what it gives can be a premise; each key is compared once."""
    needing: dict[Key, list[int]] = {}
    for index, rule in enumerate(rules):
        for need in rule.needs:
            needing.setdefault(need, []).append(index)
    fed = {
        head: {index for need, those in needing.items() if head.meets(need) for index in those}
        for head in {head for rule in rules for head in rule.heads}
    }
    return [sorted({index for head in rule.heads for index in fed[head]}) for rule in rules]


def _component(node: int, stack: list[int], placed: set[int]) -> list[int]:
    group = []
    while True:
        member = stack.pop()
        placed.add(member)
        group.append(member)
        if member == node:
            return group
