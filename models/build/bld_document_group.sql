-- depends_on: {{ ref('bld_document') }}
select
    document_key,
    syndication_key
from {{ ref('bld_sharing_document') }}
