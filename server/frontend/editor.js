// The query editor: CodeMirror over the labelled textarea of the page, which stays the form's field.
// Tab leaves the editor, as the page says; nothing here is needed to ask a question.
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, bracketMatching, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { EditorState, StateField } from "@codemirror/state";
import { Decoration, EditorView, drawSelection, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";

// Weight and the two inks of the house, so that meaning never hangs on colour alone.
const ink = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], fontWeight: "600" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--link)" },
  { tag: [tags.string, tags.literal], color: "var(--note)" },
  { tag: tags.number, color: "var(--note)" },
  { tag: tags.comment, color: "var(--ink-2)" },
]);

const theme = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--sunk)" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6" },
  ".cm-content": { caretColor: "var(--ink)", padding: "1rem 0" },
  ".cm-gutters": { backgroundColor: "var(--sunk)", color: "var(--ink-2)", border: "0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-selectionBackground, &.cm-focused .cm-selectionBackground": {
    backgroundColor: "var(--cov-2) !important",
  },
  ".cm-matchingBracket": { outline: "1px solid var(--edge)" },
  ".cm-fault": { backgroundColor: "var(--err-soft)", boxShadow: "inset 3px 0 0 var(--err)" },
});

function markedLine(number) {
  if (!number) return [];
  return StateField.define({
    create: (state) => marks(state, number),
    update: (value, change) => (change.docChanged ? Decoration.none : value),
    provide: (field) => EditorView.decorations.from(field),
  });
}

function marks(state, number) {
  if (number > state.doc.lines) return Decoration.none;
  const line = state.doc.line(number);
  return Decoration.set([Decoration.line({ class: "cm-fault" }).range(line.from)]);
}

function upgrade(area) {
  const label = area.labels[0];
  const named = label ? { "aria-label": label.textContent } : {};
  const help = area.getAttribute("aria-describedby");
  const view = new EditorView({
    state: EditorState.create({
      doc: area.value,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        EditorView.cspNonce.of(area.dataset.nonce ?? ""),
        sparql(),
        syntaxHighlighting(ink),
        theme,
        markedLine(Number(area.dataset.line)),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ tabindex: "0", ...named, ...(help ? { "aria-describedby": help } : {}) }),
        keymap.of([{ key: "Mod-Enter", run: () => (area.form.requestSubmit(), true) }]),
        keymap.of([...defaultKeymap, ...historyKeymap]),
        EditorView.updateListener.of((change) => {
          if (change.docChanged) area.value = change.state.doc.toString();
        }),
      ],
    }),
  });
  area.hidden = true;
  area.after(view.dom);
  if (label) label.addEventListener("click", () => view.focus());
  area.form.addEventListener("reset", () => {
    const text = area.defaultValue;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
  });
}

for (const area of document.querySelectorAll("textarea[data-editor]")) upgrade(area);
