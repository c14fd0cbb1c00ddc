'use strict';
const $ = (id) => document.getElementById(id);
const account = $('call').dataset.account;
const query = '?Account=' + encodeURIComponent(account);
let chosen = '';

// Text from answers is never parsed as HTML.
function node(tag, text, kind) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

function table(head, rows) {
  const made = node('table'), top = made.createTHead().insertRow(), body = made.createTBody();
  head.forEach((text) => { const cell = node('th', text); cell.scope = 'col'; top.append(cell); });
  rows.forEach((row) => {
    const line = body.insertRow();
    row.forEach((text, at) => { const cell = line.insertCell(); cell.textContent = text; if (at) cell.dataset.label = head[at]; });
  });
  return made;
}

function place() {
  const button = [...document.querySelectorAll('.instance')].find((one) => one.dataset.id === chosen);
  document.querySelectorAll('.instance').forEach((one) => one.setAttribute('aria-pressed', one === button));
  const status = button ? button.dataset.status : chosen ? 'Released' : '';
  document.querySelectorAll('#diagram [data-status]').forEach((one) => one.classList.toggle('here', one.dataset.status === status));
  if (chosen) $('place').textContent = chosen + ' is ' + status + '.';
}

async function refresh() {
  try {
    const answer = await fetch('/' + query + '&Part=live', { headers: { Accept: 'text/html' } });
    const parts = new DOMParser().parseFromString(await answer.text(), 'text/html').body;
    const [clock, instances, calls] = parts.children;
    $('clock').textContent = clock.textContent;
    const focused = document.activeElement ? document.activeElement.dataset.id : undefined;
    for (const [id, part] of [['live', instances], ['calls', calls]]) {
      if ($(id).dataset.html !== part.innerHTML) { $(id).dataset.html = part.innerHTML; $(id).replaceChildren(...part.childNodes); }
    }
    if (focused) [...document.querySelectorAll('.instance')].find((one) => one.dataset.id === focused)?.focus();
    place();
  } catch { /* the server is gone: the page stays as it is */ }
}

function parameters() {
  const lines = $('parameters').value.split('\n').map((line) => line.trim()).filter((line) => line.includes('='));
  return lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
}

async function ask(method, path, body) {
  const answer = await fetch('/_lifecycle/' + path + query, { method, body });
  return [answer.ok, await answer.json()];
}

function show(...parts) { $('result').replaceChildren(...parts); }

async function explain() {
  const request = { Action: $('action').value };
  const ids = [];
  for (const [name, value] of parameters()) {
    if (/^InstanceId\.\d+$/.test(name)) ids.push(value);
    else if (value !== '') request[name] = value;
  }
  if (/(Start|Stop|Reboot|Delete)Instances$/.test(request.Action)) request.InstanceId = ids.length ? ids : [request.InstanceId].filter(Boolean);
  const [isDone, answer] = await ask('POST', 'plan', JSON.stringify(request));
  if (!isDone) return show(node('p', answer.Error, 'bad'));
  const parts = [node('p', answer.Outcome + (answer.Rule ? ' by the rule ' + answer.Rule : ''), answer.Outcome === 'Rejected' ? 'bad' : 'good')];
  if (answer.Error) parts.push(node('p', answer.Error.HttpStatus + ' ' + answer.Error.Code + ': ' + answer.Error.Message));
  if (answer.Explained && answer.Explained.length) {
    parts.push(node('h3', 'Violations'));
    parts.push(table(['Rule', 'Error', 'Evidence', 'Source'], answer.Explained.map((one) => [one.Rule, one.HttpStatus + ' ' + one.Code, one.Evidence, one.Source])));
  }
  if (answer.Fixes && answer.Fixes.length) {
    parts.push(node('h3', 'Fixes'));
    const list = node('ul');
    answer.Fixes.forEach((fix) => list.append(node('li', fix.map((one) => one.Attribute + ': ' + one.To + ' instead of ' + one.From + ' (changed by: ' + one.ChangedBy + ')').join('; '))));
    parts.push(list);
  }
  if (answer.Plan) {
    const path = [answer.Plan.Status.From, ...answer.Plan.Status.Via, answer.Plan.Status.To];
    parts.push(node('p', path.join(' → ') + '; stop mode ' + answer.Plan.StoppedMode));
    parts.push(table(['Resource', 'Effect', 'Billed before', 'Billed after', 'At next start'], answer.Plan.Resources.map((one) =>
      [one.Resource, one.Disposition, one.BilledBefore ? 'yes' : 'no', (one.BilledAfter ? 'yes' : 'no') + (one.IfPresent ? ', if present' : ''), one.AtNextStart])));
  }
  (answer.Items || []).forEach((one) => parts.push(node('p', one.InstanceId + ': ' + one.Code + ' ' + one.Message)));
  show(...parts);
}

async function call() {
  const given = Object.fromEntries(parameters().filter(([, value]) => value !== ''));
  const call = { ...given, Action: $('action').value, Version: '2014-05-26', Format: 'JSON' };
  // The server signs the call if keys are configured.
  const [isFormed, formed] = await ask('POST', 'form', JSON.stringify(call));
  if (!isFormed) return show(node('p', formed.Error, 'bad'));
  const body = new URLSearchParams(formed.Form);
  const answer = await fetch('/', { method: 'POST', body });
  const text = await answer.text();
  show(node('p', String(answer.status), answer.ok ? 'good' : 'bad'), node('pre', JSON.stringify(JSON.parse(text), null, 2)));
  refresh();
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('.instance');
  if (!button) return;
  chosen = button.dataset.id;
  const rest = parameters().filter(([name]) => name !== 'InstanceId');
  $('parameters').value = [...rest, ['InstanceId', chosen]].map((pair) => pair.join('=')).join('\n') + '\n';
  place();
});
$('call').addEventListener('submit', (event) => { event.preventDefault(); call(); });
$('explain').addEventListener('click', explain);
$('advance').addEventListener('submit', async (event) => { event.preventDefault(); await ask('POST', 'clock/advance', JSON.stringify({ Seconds: Number($('seconds').value) })); refresh(); });
$('idle').addEventListener('click', async () => { await ask('POST', 'clock/advance', '{"UntilIdle":true}'); refresh(); });
$('policy').addEventListener('submit', async (event) => { event.preventDefault(); if ($('policy-name').value) await ask('PUT', 'policy', JSON.stringify($('policy-name').value)); location.reload(); });
setInterval(refresh, 1000);
