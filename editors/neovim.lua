-- Starts `keyplate lsp` for each file below a keyplate.toml, and for that file itself. Neovim 0.7 and
-- later. Put these lines into init.lua, or load them there: dofile('/path/to/neovim.lua').
local started = {} -- the clients of Neovim 0.7, by folder

local function start(config, buffer)
  if vim.lsp.start then return vim.lsp.start(config, { bufnr = buffer }) end
  local client = started[config.root_dir] or vim.lsp.start_client(config)
  started[config.root_dir] = client
  vim.lsp.buf_attach_client(buffer, client)
end

vim.api.nvim_create_autocmd({ 'BufReadPost', 'BufNewFile' }, {
  group = vim.api.nvim_create_augroup('keyplate', {}),
  callback = function(event)
    local folder = vim.fn.fnamemodify(event.file, ':p:h')
    local file = vim.fn.findfile('keyplate.toml', vim.fn.escape(folder, ' ,;\\') .. ';')
    if file == '' then return end
    local root = vim.fn.fnamemodify(file, ':p:h')
    start({ name = 'keyplate', cmd = { 'keyplate', 'lsp' }, root_dir = root }, event.buf)
  end,
})
