// node page.mjs URL DIRECTORY SIGNED: drives the page, and writes screenshots to the directory. SIGNED is the URL
// of a server that checks signatures.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const [url, directory, signed] = process.argv.slice(2);
const { chromium } = createRequire(directory + '/')('playwright-core');
const admin = (method, path, body) => fetch(`${url}/_lifecycle/${path}?Account=default`, { method, body: JSON.stringify(body) });
const views = [['light', 1200, 'light'], ['dark', 1200, 'dark'], ['narrow', 360, 'light'], ['wide', 1920, 'dark']];

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
for (const [name, width, colorScheme] of views) {
  await admin('POST', 'reset');
  await admin('PUT', 'policy', 'ecs-2024-11-14');
  await admin('POST', 'instances', [
    { InstanceId: 'i-web', Status: 'Running', InstanceName: '<img src=x onerror=alert(1)>' },
    { InstanceId: 'i-db', Status: 'Stopped', StoppedMode: 'StopCharging', OperationLocks: { LockReason: [{ LockReason: 'security' }] } },
  ]);
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  const problems = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('dialog', (dialog) => { problems.push('a dialog'); dialog.dismiss(); });
  page.on('request', (request) => request.url().startsWith(url) || problems.push(request.url()));
  const status = (wanted) => page.waitForFunction((wanted) => document.querySelector('[data-id="i-web"]')?.dataset.status === wanted, wanted);
  const result = (text) => page.waitForFunction((text) => document.querySelector('#result').textContent.includes(text), text);
  await page.goto(url);

  // By keyboard: the instance is chosen, and its place is shown.
  await page.focus('[data-id="i-web"]');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-status="Running"].here');
  assert.match(await page.inputValue('#parameters'), /InstanceId=i-web/);

  // A call that would be refused, with its source and a fix.
  await page.selectOption('#action', 'StartInstance');
  await page.click('#explain');
  await result('status-not-stopped');
  await result('StartInstance, 2025-12-03');
  await result('Stopped instead of Running');
  await page.screenshot({ path: `${directory}/${name}-refused.png`, fullPage: true });

  // A plan with what is billed, the call, and its end while the page is open.
  await page.selectOption('#action', 'StopInstance');
  await page.fill('#parameters', 'InstanceId=i-web\nStoppedMode=StopCharging\n');
  await page.click('#explain');
  await result('Vcpu');
  await page.click('#call button:not([type])');
  await status('Stopping');
  await page.click('#idle');
  await status('Stopped');
  assert.match(await page.textContent('#calls'), /StopInstance/);

  // A clock that others advance is seen, too.
  await admin('POST', 'instances/i-web/events', { Event: 'SecurityLockSet' });
  await page.waitForFunction(() => document.querySelector('#live').textContent.split('security').length === 3);

  // Another policy, with its difference to the default.
  await page.selectOption('#policy-name', 'ecs-2025-12-03');
  await page.click('#policy button');
  await page.click('summary');
  assert.match(await page.textContent('details'), /instead of/);
  await page.screenshot({ path: `${directory}/${name}-policy.png`, fullPage: true });

  const found = await page.evaluate(() => ({
    overflow: document.documentElement.scrollWidth - innerWidth,
    unnamed: [...document.querySelectorAll('button,select,input,textarea')].filter((one) => !one.textContent && !one.labels?.length).length,
    headings: [...document.querySelectorAll('section')].every((one) => document.getElementById(one.getAttribute('aria-labelledby'))),
    ground: getComputedStyle(document.body).backgroundColor,
  }));
  const ground = colorScheme === 'dark' ? 'rgb(22, 23, 27)' : 'rgb(255, 255, 255)';
  assert.deepEqual({ ...found, problems }, { overflow: 0, unnamed: 0, headings: true, ground, problems: [] }, name);
  await page.close();
}

// With keys, the server signs the calls of an account that has one.
const page = await browser.newPage();
await page.goto(signed);
await page.selectOption('#action', 'DescribeRegions');
await page.click('#call button:not([type])');
await page.waitForFunction(() => document.querySelector('#result pre')?.textContent.includes('cn-hangzhou'));
await page.goto(`${signed}/?Account=none`);
assert.match(await page.textContent('#call'), /this account has none/);
assert.equal(await page.locator('#call button:not([type])').count(), 0);
await browser.close();
console.log(`${views.length} passed, 0 failed`);
