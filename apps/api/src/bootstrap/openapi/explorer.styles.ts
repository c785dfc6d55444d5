/**
 * Swagger UI in the portal's colours (docs/ARCHITECTURE.md says where the tokens come from), light or dark as the
 * system asks. Swagger UI has no variables, so each painted part is named here.
 */
const STYLES = `
:root { color-scheme: light dark; --canvas: #fbfaf8; --surface: #ffffff; --sunken: #f4f2ef; --line: #e1dfdb;
  --strong: #8c8981; --ink: #1e1a15; --ink-2: #554f48; --ink-3: #6e6860; --accent: #c1471d; --link: #a9380e; --ok:
    #1a763f; --warn: #8f5d00; --danger: #c22826; --info: #006aa0; }
@media (prefers-color-scheme: dark) { :root { --canvas: #12100e; --surface: #1c1916; --sunken: #0c0a08; --line:
  #302d2a; --strong: #76706a; --ink: #efece8; --ink-2: #bab7b0; --ink-3: #9c9890; --accent: #f58a58; --link: #fda16b;
    --ok: #63d18f; --warn: #f0ba59; --danger: #fb817a; --info: #6ebdf3; } }
html:is(:root, #portal), html:is(:root, #portal) body { background: var(--canvas); }
.swagger-ui, .swagger-ui .info .title, .swagger-ui .opblock-tag, .swagger-ui .opblock .opblock-summary-operation-id,
  .swagger-ui .opblock .opblock-summary-path, .swagger-ui .opblock .opblock-summary-path__deprecated, .swagger-ui
    label, .swagger-ui section.models h4, .swagger-ui .model-title, .swagger-ui .model, .swagger-ui table thead tr
      td, .swagger-ui table thead tr th, .swagger-ui .parameter__name, .swagger-ui .response-col_status, .swagger-ui
        .tab li, .swagger-ui .opblock .opblock-section-header h4, .swagger-ui .opblock .opblock-section-header >
          label, .swagger-ui .dialog-ux .modal-ux-header h3, .swagger-ui .dialog-ux .modal-ux-content h4, .swagger-ui
            .scheme-container .schemes > label { color: var(--ink); font-family: ui-sans-serif, system-ui, sans-serif; }
.swagger-ui .info p, .swagger-ui .info li, .swagger-ui .opblock .opblock-summary-description, .swagger-ui
  .opblock-description-wrapper p, .swagger-ui .renderedMarkdown p, .swagger-ui .parameter__type, .swagger-ui
    .dialog-ux .modal-ux-content p, .swagger-ui .response-col_links, .swagger-ui .prop-type, .swagger-ui
      .prop-format, .swagger-ui .parameter__in, .swagger-ui .model-toggle::after { color: var(--ink-2); }
.swagger-ui a, .swagger-ui .info a, .swagger-ui .link { color: var(--link); }
.swagger-ui .opblock-tag a, .swagger-ui .opblock .opblock-summary-path a { color: var(--ink); }
.swagger-ui .topbar { display: none; }
.swagger-ui .scheme-container { background: transparent; box-shadow: none; border-bottom: 1px solid var(--line);
  padding: 12px 0; }
.swagger-ui .opblock-tag { border-bottom: 1px solid var(--line); font-size: 18px; }
.swagger-ui .opblock, .swagger-ui .opblock.opblock-get, .swagger-ui .opblock.opblock-post, .swagger-ui
  .opblock.opblock-put, .swagger-ui .opblock.opblock-patch, .swagger-ui .opblock.opblock-delete { background:
    var(--surface); border: 1px solid var(--line); border-radius: 10px; box-shadow: none; }
.swagger-ui .opblock.is-open .opblock-summary { background: transparent; }
.swagger-ui .opblock .opblock-body, .swagger-ui .opblock .opblock-section-header { background: transparent;
  border-color: var(--line); }
.swagger-ui .opblock .tab-header .tab-item.active h4 span::after { background: var(--accent); }
.swagger-ui textarea.body-param__text { background: var(--sunken); font-weight: 400; }
.swagger-ui .opblock .opblock-summary { border-color: var(--line) !important; }
.swagger-ui .opblock .opblock-summary .opblock-summary-method { background: transparent; text-shadow: none;
  min-width: 64px; font-family: ui-monospace, monospace; font-size: 12px; }
.swagger-ui .opblock-get .opblock-summary-method { color: var(--info); }
.swagger-ui .opblock-post .opblock-summary-method { color: var(--ok); }
.swagger-ui .opblock-put .opblock-summary-method, .swagger-ui .opblock-patch .opblock-summary-method { color:
  var(--warn); }
.swagger-ui .opblock-delete .opblock-summary-method { color: var(--danger); }
.swagger-ui .opblock .opblock-section-header, .swagger-ui section.models .model-container, .swagger-ui section.models
  .model-container:hover, .swagger-ui .model-box { background: var(--sunken); box-shadow: none; }
.swagger-ui section.models, .swagger-ui section.models.is-open h4, .swagger-ui table thead tr td, .swagger-ui table
  thead tr th { border-color: var(--line); }
.swagger-ui input[type=text], .swagger-ui input[type=password], .swagger-ui input[type=search], .swagger-ui
  input[type=email], .swagger-ui textarea, .swagger-ui select, .swagger-ui .operation-filter-input { background:
    var(--surface); color: var(--ink); border: 1px solid var(--strong); border-radius: 6px; box-shadow: none; }
.swagger-ui .btn, .swagger-ui .btn.authorize { background: transparent; color: var(--ink); border: 1px solid
  var(--strong); border-radius: 6px; box-shadow: none; }
.swagger-ui .btn.authorize svg, .swagger-ui .authorization__btn svg, .swagger-ui .opblock-control-arrow svg,
  .swagger-ui .expand-operation svg, .swagger-ui .models-control svg, .swagger-ui .close-modal svg { fill:
    var(--ink-2); }
.swagger-ui .btn.execute { background: var(--ink); color: var(--canvas); border-color: var(--ink); }
.swagger-ui .btn.cancel { color: var(--danger); border-color: var(--danger); }
.swagger-ui .dialog-ux .modal-ux { background: var(--surface); border: 1px solid var(--line); border-radius: 14px;
  box-shadow: none; }
.swagger-ui .dialog-ux .modal-ux-header { border-color: var(--line); }
.swagger-ui .highlight-code > .microlight, .swagger-ui .opblock-body pre.microlight, .swagger-ui .responses-inner pre
  { background: var(--sunken) !important; color: var(--ink) !important; border: 1px solid var(--line); border-radius:
    6px; }
.swagger-ui .highlight-code > .microlight code *, .swagger-ui .opblock-body pre.microlight span { color: inherit
  !important; }
.swagger-ui :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.swagger-ui .version, .swagger-ui .info .title small { background: var(--sunken); color: var(--ink-2); }
.swagger-ui .info .title small pre { color: var(--ink-2); }
.swagger-ui code, .swagger-ui .info code { background: var(--sunken); color: var(--ink); }
`;

/**
 * Swagger UI's own rules, the dark ones above all, are long chains of classes; one selector that could be an id
 * outweighs each of them.
 */
export const EXPLORER_STYLES = STYLES.replaceAll('.swagger-ui', ':is(.swagger-ui, #portal)');
