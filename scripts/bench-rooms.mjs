// How long pages take on a large market, asked one after the other with the sessions of people who may see them.
//   node scripts/bench-rooms.mjs lists            lists of the shop, of its largest seller and of an admin
//   node scripts/bench-rooms.mjs import ROWS      product pages under load, alone and while a file of so many rows is imported
// BASE is the shop's address, SHOP the path of a shop's page, PRODUCTS those of many products. Prints rows of the table.
import { Agent, request } from 'node:http'
import { randomUUID } from 'node:crypto'

const base = new URL(process.env.BASE)
const agent = new Agent({ keepAlive: true, maxSockets: 32 })
const PASSWORD = 'levomart-demo'
const WARM = 5
const TIMES = 50
const SHOPPERS_PER_S = 100
const IDLE_MS = 30_000
const SETTLE_MS = 10_000

function ask(method, path, { body = '', type, cookie = '' } = {}) {
  const headers = { accept: 'text/html', origin: base.origin, cookie }
  if (body) Object.assign(headers, { 'content-type': type ?? 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) })
  return new Promise((resolve, reject) => {
    const began = performance.now()
    const call = request({ host: base.hostname, port: base.port, path, method, headers, agent }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (part) => (text += part))
      answer.on('end', () => {
        const session = answer.headers['set-cookie']?.map((cookie) => cookie.split(';')[0]).join('; ')
        resolve({ status: answer.statusCode, ms: performance.now() - began, session, to: answer.headers.location ?? '', text })
      })
    })
    call.on('error', reject)
    call.end(body)
  })
}

function must(holds, what, answer) {
  if (holds) return answer
  console.error(`${what} answered ${answer.status} ${answer.to} ${answer.text.slice(0, 300)}`)
  process.exit(1)
}

async function page(path, cookie) {
  const answer = await ask('GET', path, { cookie })
  return must(answer.status === 200, path, answer)
}

/** Sends a form; the address that it leads to. */
async function send(path, fields, cookie) {
  const answer = await ask('POST', path, { body: new URLSearchParams(fields).toString(), cookie })
  return must([302, 303].includes(answer.status), path, answer)
}

async function logIn(email) {
  const { session } = await send('/do/account/log-in', { email, password: PASSWORD })
  if (!session) throw new Error(`${email} could not log in`)
  return session
}

function report(name, times) {
  times.sort((a, b) => a - b)
  const at = (q) => `${times[Math.min(times.length - 1, Math.floor(times.length * q))].toFixed(0)} ms`
  console.log(`| ${name} | ${at(0.5)} | ${at(0.99)} |`)
}

/** Asks for a page again and again. `{n}` in its path is another number each time, so that nothing is cached. */
async function measure(name, path, cookie) {
  const times = []
  for (let n = 0; n < WARM + TIMES; n++) {
    const { ms } = await page(path.replace('{n}', 90_000_000 + n), cookie)
    if (n >= WARM) times.push(ms)
  }
  report(name, times)
}

/** Where a list goes on after so many pages. */
async function later(path, pages, cookie) {
  for (let n = 0; n < pages; n++) {
    const next = /href="([^"]*[?&;]after=[^"]*)"/.exec((await page(path, cookie)).text)?.[1]
    if (!next) break
    path = next.replaceAll('&amp;', '&')
  }
  return path
}

async function lists() {
  const [seller, admin] = [await logIn('owner-1@levomart.test'), await logIn('admin@levomart.test')]
  const day = (ago) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10)
  const shopper = [
    ['all products', '/products?max={n}'],
    ['all products, a later page', await later('/products?sort=price_up', 10)],
    ['a category, with price, stock and rating', '/c/clothing?in_stock=1&rating=3&max={n}'],
    ['a category, with a colour', '/c/clothing?o.Colour=Indigo&max={n}'],
    ['a frequent word', '/products?q=cotton&max={n}'],
    ['a frequent word, by price', '/products?q=cotton&sort=price_up&max={n}'],
    ['two words', '/products?q=brass+lamp&max={n}'],
    ['a large shop', `${process.env.SHOP}?max={n}`],
    ['the shops', '/shops'],
  ]
  const owner = [
    ['seller: home', '/seller'],
    ['seller: products', '/seller/products'],
    ['seller: products, searched', '/seller/products?q=lamp'],
    ['seller: products, searched in vain', '/seller/products?q=zeppelin'],
    ['seller: products out of stock, by price', '/seller/products?show=out&sort=price'],
    ['seller: inventory', '/seller/inventory'],
    ['seller: inventory, low', '/seller/inventory?show=low'],
    ['seller: inventory, out', '/seller/inventory?show=out'],
    ['seller: inventory, searched', '/seller/inventory?q=lamp'],
    ['seller: orders', '/seller/orders'],
    ['seller: orders to ship', '/seller/orders?tab=to_ship'],
    ['seller: orders given back and refunded', '/seller/orders?tab=returns&payment=refunded'],
    ['seller: money', '/seller/money'],
    ['seller: statement of a month', `/seller/money/statement.csv?from=${day(60)}&to=${day(31)}`],
    ['seller: notices', '/seller/notices'],
  ]
  const office = [
    ['admin: dashboard of a year', `/admin?from=${day(364)}&to=${day(0)}`],
    ['admin: users', '/admin/users'],
    ['admin: users, searched', '/admin/users?q=buyer-77'],
    ['admin: shops', '/admin/sellers'],
    ['admin: shops, searched', '/admin/sellers?q=loom'],
    ['admin: products that wait', '/admin/moderation?state=waiting'],
    ['admin: products, searched', '/admin/moderation?state=all&q=brass+lamp'],
    ['admin: orders', '/admin/orders'],
    ['admin: orders on their way, refunded', '/admin/orders?status=shipped&payment=refunded'],
    ['admin: an order by its number', '/admin/orders?q=LM-0042-00'],
    ['admin: audit log', '/admin/audit'],
    ['admin: audit log, by action', '/admin/audit?action=order.ship'],
    ['admin: audit log, of a month', `/admin/audit?from=${day(90)}&to=${day(60)}`],
    ['admin: end of the audit chain checked', '/admin/audit?check=now'],
  ]
  for (const [name, path] of shopper) await measure(name, path)
  for (const [name, path] of owner) await measure(name, path, seller)
  for (const [name, path] of office) await measure(name, path, admin)
  await saveVariants(seller)
}

/** A product with a thousand variants, a new one each time. */
async function saveVariants(cookie) {
  const category = /<select[^>]*name="category"[^>]*>[\s\S]*?<option value="([0-9a-f-]{36})"/.exec((await page('/seller/products/new', cookie)).text)?.[1]
  const axes = ['Colour', 'Size', 'Length'].map((name) => [name, Array.from({ length: 10 }, (_, n) => `${name} ${n + 1}`)])
  const times = []
  for (let n = 0; n < 5; n++) {
    const fields = [['key', randomUUID()], ['title', `Ribbon ${randomUUID()}`], ['category', category], ['status', 'draft']]
    for (const [name, values] of axes) fields.push(['option[]', `${name}: ${values.join(', ')}`])
    for (let place = 0; place < 1000; place++) {
      const values = axes.map(([, values], axis) => values[Math.floor(place / 10 ** axis) % 10])
      const row = { variant: '', values: JSON.stringify(values), price: '199', compare_at: '', sku: `${n}-${place}-${randomUUID()}`, stock: '3' }
      for (const [column, value] of Object.entries(row)) fields.push([`${column}[]`, value])
    }
    const saved = await send('/do/seller/products/save', fields, cookie)
    must(/^\/seller\/products\/[0-9a-f-]{36}/.test(saved.to.replace(base.origin, '')), 'saving a product', saved)
    times.push(saved.ms)
  }
  report('a product with 1,000 variants saved', times)
}

/** Shoppers who come whether or not those before them have been answered, each to another of many products. What the first
 * of them wait for, connections and pages of tables that come from the disk, is not counted. */
async function looking(paths, go) {
  const times = []
  const under = []
  const began = performance.now()
  for (let n = 0; go(); n++) {
    const due = began + (n * 1000) / SHOPPERS_PER_S
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())))
    // From when the shopper came, so that waiting for a connection counts.
    const counts = due - began > SETTLE_MS
    under.push(page(paths[n % paths.length]).then(() => counts && times.push(performance.now() - due)))
  }
  await Promise.all(under)
  return times
}

async function importing(rows) {
  const cookie = await logIn('owner-1@levomart.test')
  const paths = process.env.PRODUCTS.split(' ')
  let idle = true
  const before = looking(paths, () => idle)
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS))
  idle = false
  report(`product pages, ${SHOPPERS_PER_S} a second`, await before)

  const lines = ['Handle,Title,Status,Variant SKU,Variant Price,Variant Inventory Qty']
  for (let n = 0; n < rows; n++) lines.push(`bench-${n},Plain basket ${n},active,BENCH-${n},${200 + (n % 500)},5`)
  const edge = `edge${randomUUID()}`
  const body = `--${edge}\r\ncontent-disposition: form-data; name="file"; filename="goods.csv"\r\ncontent-type: text/csv\r\n\r\n${lines.join('\n')}\n\r\n--${edge}--\r\n`
  const taken = await ask('POST', '/do/seller/import/upload', { body, type: `multipart/form-data; boundary=${edge}`, cookie })
  const here = must(/\/seller\/import\/[0-9a-f-]{36}/.test(taken.to), 'the upload', taken).to
  const id = here.slice(-36)
  const form = { import: id }
  const { text } = await page(here.replace(base.origin, ''), cookie)
  for (const [, name, options] of text.matchAll(/<select[^>]*name="(means\[\d+\])"[^>]*>([\s\S]*?)<\/select>/g)) {
    form[name] = /<option value="([^"]*)"[^>]* selected/.exec(options)?.[1] ?? ''
  }
  await send('/do/seller/import/check', form, cookie)
  const until = async (word) => {
    while (!(await page(`/seller/import/${id}`, cookie)).text.includes(word)) await new Promise((resolve) => setTimeout(resolve, 500))
  }
  await until('/do/seller/import/run')
  await send('/do/seller/import/run', { import: id }, cookie)
  const began = performance.now()
  let running = true
  const done = until('is imported').then(() => (running = false))
  const times = await looking(paths, () => running)
  await done
  report(`the same while ${rows.toLocaleString('en')} rows are imported, in ${((performance.now() - began) / 1000).toFixed(0)} s`, times)
}

await (process.argv[2] === 'import' ? importing(Number(process.argv[3])) : lists())
